import type { DirectConnectGateway } from "@aws-sdk/client-direct-connect";
import { directConnectGateways as listedGateways } from "../../collections/direct-connect-gateways";
import { changes, unlessChangedLater, unlessEndedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./change-tags";
import { noteDeleted } from "./deleted-rows";
import { matches } from "./matches";
import type { Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

async function directConnectGatewayOf(
  reader: Reader,
  directConnectGatewayId = "",
): Promise<DirectConnectGateway | undefined> {
  const [directConnectGateway] = await reader.list(
    "DescribeDirectConnectGateways",
    { directConnectGatewayId },
    (output) => output.directConnectGateways,
  );
  return directConnectGateway;
}

type Operation = "CreateDirectConnectGateway" | "UpdateDirectConnectGateway" | "DeleteDirectConnectGateway";

export const directConnectGateways: Pick<Reconciliations, Operation> = {
  CreateDirectConnectGateway: {
    repeated: "another",
    mark: marked,
    before: (reader, { directConnectGatewayName, amazonSideAsn }) =>
      Promise.resolve(
        heldBefore(
          reader.held(listedGateways),
          (row) => matches({ directConnectGatewayName, amazonSideAsn }, row),
          idOf,
        ),
      ),
    check: async (reader, change) => {
      const { directConnectGatewayName, amazonSideAsn } = change.input;
      return byMark(
        reader,
        "CreateDirectConnectGateway",
        await reader.list("DescribeDirectConnectGateways", {}, (output) => output.directConnectGateways),
        change,
        {
          idOf,
          isAlike: (row) => matches({ directConnectGatewayName, amazonSideAsn }, row),
          isSame: (row) => matches({ amazonSideAsn }, row),
          name: "member newDirectConnectGatewayName",
        },
        (directConnectGateway) => applied({ directConnectGateway }),
      );
    },
  },

  UpdateDirectConnectGateway: {
    repeated: "nothing",
    check: async (reader, { input: { directConnectGatewayId, newDirectConnectGatewayName } }) => {
      const directConnectGateway = await directConnectGatewayOf(reader, directConnectGatewayId);
      const ended = { directConnectGatewayId, directConnectGatewayState: "deleted" } as const;
      const output = { directConnectGateway: directConnectGateway ?? ended };
      if (directConnectGateway === undefined || isEnding(directConnectGateway.directConnectGatewayState))
        return unlessEndedLater(reader, [directConnectGatewayId], output);
      if (directConnectGateway.directConnectGatewayName === newDirectConnectGatewayName)
        return appliedUnlessOlder(output);
      const isRenamed = changes({
        aspect: "member newDirectConnectGatewayName",
        of: [directConnectGatewayId],
      });
      return unlessChangedLater(reader, [isRenamed], output);
    },
  },

  /**
   * A deletion that AWS reverted, because a gateway was still associated, counts as not applied; a list may show it
   * yet.
   */
  DeleteDirectConnectGateway: {
    repeated: "nothing",
    before: (reader, { directConnectGatewayId }) =>
      noteDeleted(reader, "DeleteDirectConnectGateway", () =>
        directConnectGatewayOf(reader, directConnectGatewayId),
      ),
    check: async (reader, { input: { directConnectGatewayId } }) => {
      const directConnectGateway = await directConnectGatewayOf(reader, directConnectGatewayId);
      if (directConnectGateway === undefined) return gone;
      return isEnding(directConnectGateway.directConnectGatewayState)
        ? appliedUnlessOlder({ directConnectGateway })
        : notApplied;
    },
  },
};

function idOf({
  directConnectGatewayId,
}: {
  readonly directConnectGatewayId?: string | null | undefined;
}): string | undefined {
  return directConnectGatewayId ?? undefined;
}
