import type { Connection } from "@aws-sdk/client-direct-connect";
import { connections as listedConnections } from "../../collections/connections";
import { changes, membersOtherwise, unlessChangedLater, unlessEndedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./change-tags";
import { noteDeleted } from "./deleted-rows";
import { matches } from "./matches";
import { hostedConnectionOf } from "./parents";
import type { Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

/** A connection that the account owns. */
export async function connectionOf(reader: Reader, connectionId = ""): Promise<Connection | undefined> {
  const [connection] = await reader.list(
    "DescribeConnections",
    { connectionId },
    (output) => output.connections,
  );
  return connection;
}

type Operation = "CreateConnection" | "UpdateConnection" | "ConfirmConnection" | "DeleteConnection";

export const connections: Pick<Reconciliations, Operation> = {
  CreateConnection: {
    repeated: "another",
    mark: marked,
    before: (reader, { connectionName, location, bandwidth }) =>
      Promise.resolve(
        heldBefore(
          reader.held(listedConnections),
          (row) => matches({ connectionName, location, bandwidth }, row),
          idOf,
        ),
      ),
    check: async (reader, change) => {
      const { connectionName, location, bandwidth } = change.input;
      return byMark(
        reader,
        "CreateConnection",
        await reader.list("DescribeConnections", {}, (output) => output.connections),
        change,
        {
          idOf,
          isAlike: (row) => matches({ connectionName, location, bandwidth }, row),
          isSame: (row) => matches({ location, bandwidth }, row),
          name: "member connectionName",
        },
        (connection) => applied(connection),
      );
    },
  },

  UpdateConnection: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId, ...wanted } }) => {
      const connection = await connectionOf(reader, connectionId);
      const ended = connection ?? { connectionId, connectionState: "deleted" };
      if (connection === undefined || isEnding(connection.connectionState))
        return unlessEndedLater(reader, [connectionId], ended);
      if (matches(wanted, connection)) return appliedUnlessOlder(connection);
      // Its LAG, if it is in one, has the same encryption mode.
      const { lagId } = connection;
      const otherwise = membersOtherwise(wanted, connection, (member) =>
        changes({ aspect: `member ${member}`, of: [connectionId, lagId] }),
      );
      return unlessChangedLater(reader, otherwise, connection, [lagId]);
    },
  },

  ConfirmConnection: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId } }) => {
      const { connectionState = "deleted" } = (await connectionOf(reader, connectionId)) ?? {};
      if (isEnding(connectionState)) return unlessEndedLater(reader, [connectionId], { connectionState });
      return connectionState === "ordering" ? notApplied : applied({ connectionState });
    },
  },

  DeleteConnection: {
    repeated: "nothing",
    before: (reader, { connectionId }) =>
      noteDeleted(reader, "DeleteConnection", () => ownOrHosted(reader, connectionId)),
    check: async (reader, { input: { connectionId } }) => {
      const connection = await ownOrHosted(reader, connectionId);
      if (connection === undefined) return gone;
      return isEnding(connection.connectionState) ? applied(connection) : notApplied;
    },
  },
};

/** A partner may delete a hosted connection that it allocated, and sees it only in the list of its interconnect or LAG. */
async function ownOrHosted(reader: Reader, connectionId = ""): Promise<Connection | undefined> {
  return (await connectionOf(reader, connectionId)) ?? (await hostedConnectionOf(reader, connectionId))?.row;
}

function idOf({ connectionId }: { readonly connectionId?: string | null | undefined }): string | undefined {
  return connectionId ?? undefined;
}
