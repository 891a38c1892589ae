import type { Connection } from "@aws-sdk/client-direct-connect";
import { connections as listedConnections } from "../../collections/connections";
import { membersOtherwise, setsMember, unlessChangedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./change-tags";
import { matches } from "./matches";
import { hostedConnectionsOf } from "./parents";
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
        (row) => matches({ connectionName, location, bandwidth }, row),
        idOf,
        (connection) => applied(connection),
      );
    },
  },

  UpdateConnection: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId, ...wanted } }) => {
      const connection = await connectionOf(reader, connectionId);
      if (connection === undefined) return notApplied;
      if (matches(wanted, connection)) return appliedUnlessOlder(connection);
      const otherwise = membersOtherwise(wanted, connection, (member) =>
        setsMember("UpdateConnection", { connectionId }, member),
      );
      return unlessChangedLater(reader, otherwise, connection);
    },
  },

  ConfirmConnection: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId } }) => {
      const { connectionState } = (await connectionOf(reader, connectionId)) ?? {};
      const isConfirmed =
        connectionState !== undefined && connectionState !== "ordering" && !isEnding(connectionState);
      return isConfirmed ? applied({ connectionState }) : notApplied;
    },
  },

  DeleteConnection: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId = "" } }) => {
      const connection =
        (await connectionOf(reader, connectionId)) ?? (await allocated(reader, connectionId));
      if (connection === undefined) return gone;
      return isEnding(connection.connectionState) ? applied(connection) : notApplied;
    },
  },
};

/** A partner may delete what it allocated, and sees it nowhere but on the interconnect or LAG that carries it. */
async function allocated(reader: Reader, connectionId: string): Promise<Connection | undefined> {
  const hosted = await hostedConnectionsOf(reader);
  return hosted.find((connection) => connection.connectionId === connectionId);
}

function idOf({ connectionId }: { readonly connectionId?: string | null | undefined }): string | undefined {
  return connectionId ?? undefined;
}
