import type { Connection } from "@aws-sdk/client-direct-connect";
import { connections as listedConnections } from "../../collections/connections";
import { membersOtherwise, setsMember, unlessChangedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./marks";
import { matches } from "./matches";
import { hostedConnectionsOf } from "./parents";
import type { Look, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

/** A connection that the account owns. */
export async function connectionOf(look: Look, connectionId = ""): Promise<Connection | undefined> {
  const [connection] = await look.list(
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
    before: (look, { connectionName, location, bandwidth }) =>
      Promise.resolve(
        heldBefore(
          look.held(listedConnections),
          (row) => matches({ connectionName, location, bandwidth }, row),
          idOf,
        ),
      ),
    look: async (look, change) => {
      const { connectionName, location, bandwidth } = change.input;
      return byMark(
        look,
        "CreateConnection",
        await look.list("DescribeConnections", {}, (output) => output.connections),
        change,
        (row) => matches({ connectionName, location, bandwidth }, row),
        idOf,
        (connection) => applied(connection),
      );
    },
  },

  UpdateConnection: {
    repeated: "nothing",
    look: async (look, { input: { connectionId, ...wanted } }) => {
      const connection = await connectionOf(look, connectionId);
      if (connection === undefined) return notApplied;
      if (matches(wanted, connection)) return appliedUnlessOlder(connection);
      const otherwise = membersOtherwise(wanted, connection, (member) =>
        setsMember("UpdateConnection", { connectionId }, member),
      );
      return unlessChangedLater(look, otherwise, connection);
    },
  },

  ConfirmConnection: {
    repeated: "nothing",
    look: async (look, { input: { connectionId } }) => {
      const { connectionState } = (await connectionOf(look, connectionId)) ?? {};
      const isConfirmed =
        connectionState !== undefined && connectionState !== "ordering" && !isEnding(connectionState);
      return isConfirmed ? applied({ connectionState }) : notApplied;
    },
  },

  DeleteConnection: {
    repeated: "nothing",
    look: async (look, { input: { connectionId = "" } }) => {
      const connection = (await connectionOf(look, connectionId)) ?? (await allocated(look, connectionId));
      if (connection === undefined) return gone;
      return isEnding(connection.connectionState) ? applied(connection) : notApplied;
    },
  },
};

/** A partner may delete what it allocated, and sees it nowhere but on the interconnect or LAG that carries it. */
async function allocated(look: Look, connectionId: string): Promise<Connection | undefined> {
  const hosted = await hostedConnectionsOf(look);
  return hosted.find((connection) => connection.connectionId === connectionId);
}

function idOf({ connectionId }: { readonly connectionId?: string | null | undefined }): string | undefined {
  return connectionId ?? undefined;
}
