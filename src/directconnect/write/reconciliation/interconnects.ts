import type { Interconnect } from "@aws-sdk/client-direct-connect";
import { interconnects as listedInterconnects } from "../../collections/interconnects";
import { byMark, heldBefore, marked } from "./change-tags";
import { noteDeleted } from "./deleted-rows";
import { matches } from "./matches";
import type { Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, gone, notApplied } from "./verdicts";

export async function interconnectOf(reader: Reader, interconnectId = ""): Promise<Interconnect | undefined> {
  const [interconnect] = await reader.list(
    "DescribeInterconnects",
    { interconnectId },
    (output) => output.interconnects,
  );
  return interconnect;
}

export const interconnects: Pick<Reconciliations, "CreateInterconnect" | "DeleteInterconnect"> = {
  CreateInterconnect: {
    repeated: "another",
    mark: marked,
    before: (reader, { interconnectName, location, bandwidth }) =>
      Promise.resolve(
        heldBefore(
          reader.held(listedInterconnects),
          (row) => matches({ interconnectName, location, bandwidth }, row),
          idOf,
        ),
      ),
    check: async (reader, change) => {
      const { interconnectName, location, bandwidth } = change.input;
      return byMark(
        reader,
        "CreateInterconnect",
        await reader.list("DescribeInterconnects", {}, (output) => output.interconnects),
        change,
        {
          idOf,
          isAlike: (row) => matches({ interconnectName, location, bandwidth }, row),
          isSame: (row) => matches({ location, bandwidth }, row),
          name: undefined,
        },
        (interconnect) => applied(interconnect),
      );
    },
  },

  DeleteInterconnect: {
    repeated: "nothing",
    before: (reader, { interconnectId }) =>
      noteDeleted(reader, "DeleteInterconnect", () => interconnectOf(reader, interconnectId)),
    check: async (reader, { input: { interconnectId } }) => {
      const interconnect = await interconnectOf(reader, interconnectId);
      if (interconnect === undefined) return gone;
      const { interconnectState } = interconnect;
      return isEnding(interconnectState) ? applied({ interconnectState }) : notApplied;
    },
  },
};

function idOf({
  interconnectId,
}: {
  readonly interconnectId?: string | null | undefined;
}): string | undefined {
  return interconnectId ?? undefined;
}
