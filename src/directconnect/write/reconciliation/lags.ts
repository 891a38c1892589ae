import type { Connection, Interconnect, Lag } from "@aws-sdk/client-direct-connect";
import { connectionOf } from "./connections";
import { interconnectOf } from "./interconnects";
import { lags as listedLags } from "../../collections/lags";
import { by, type Explains, membersOtherwise, setsMember, unlessChangedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./change-tags";
import { matches } from "./matches";
import type { Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

export async function lagOf(reader: Reader, lagId = ""): Promise<Lag | undefined> {
  const [lag] = await reader.list("DescribeLags", { lagId }, (output) => output.lags);
  return lag;
}

type Operation =
  "CreateLag" | "UpdateLag" | "DeleteLag" | "AssociateConnectionWithLag" | "DisassociateConnectionFromLag";

export const lags: Pick<Reconciliations, Operation> = {
  CreateLag: {
    repeated: "another",
    mark: marked,
    before: (reader, { lagName, location, connectionsBandwidth }) =>
      Promise.resolve(
        heldBefore(
          reader.held(listedLags),
          (row) => matches({ lagName, location, connectionsBandwidth }, row),
          idOf,
        ),
      ),
    check: async (reader, change) => {
      const { lagName, location, connectionsBandwidth } = change.input;
      return byMark(
        reader,
        "CreateLag",
        await reader.list("DescribeLags", {}, (output) => output.lags),
        change,
        (row) => matches({ lagName, location, connectionsBandwidth }, row),
        idOf,
        (lag) => applied(lag),
      );
    },
  },

  UpdateLag: {
    repeated: "nothing",
    check: async (reader, { input: { lagId, ...wanted } }) => {
      const lag = await lagOf(reader, lagId);
      if (lag === undefined) return notApplied;
      if (matches(wanted, lag)) return appliedUnlessOlder(lag);
      const otherwise = membersOtherwise(wanted, lag, (member) => setsMember("UpdateLag", { lagId }, member));
      return unlessChangedLater(reader, otherwise, lag);
    },
  },

  DeleteLag: {
    repeated: "nothing",
    check: async (reader, { input: { lagId } }) => {
      const lag = await lagOf(reader, lagId);
      if (lag === undefined) return gone;
      return isEnding(lag.lagState) ? applied(lag) : notApplied;
    },
  },

  AssociateConnectionWithLag: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId, lagId } }) => {
      const member = await memberOf(reader, lagId, connectionId);
      if (member !== undefined) return appliedUnlessOlder(member);
      const port = await portOf(reader, connectionId);
      return port === undefined ? notApplied : unlessChangedLater(reader, [isMoved(connectionId)], port);
    },
  },

  DisassociateConnectionFromLag: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId, lagId } }) => {
      const member = await memberOf(reader, lagId, connectionId);
      if (member !== undefined) return unlessChangedLater(reader, [isMoved(connectionId)], member);
      const port = await portOf(reader, connectionId);
      return port === undefined ? notApplied : appliedUnlessOlder(port);
    },
  },
};

/** AWS lists a partner's interconnects, too, in the form of connections. */
async function memberOf(reader: Reader, lagId = "", connectionId = ""): Promise<Connection | undefined> {
  const lag = await lagOf(reader, lagId);
  return lag?.connections?.find((connection) => connection.connectionId === connectionId);
}

/** By what puts a port into a LAG, or takes it out of one. */
function isMoved(connectionId: string | undefined): Explains {
  const isAssociated = by("AssociateConnectionWithLag", (later) => later.connectionId === connectionId);
  const isDisassociated = by("DisassociateConnectionFromLag", (later) => later.connectionId === connectionId);
  return (later) => isAssociated(later) || isDisassociated(later);
}

async function portOf(reader: Reader, connectionId: string | undefined): Promise<Connection | undefined> {
  const port = (await connectionOf(reader, connectionId)) ?? (await interconnectOf(reader, connectionId));
  return port && asConnection(port);
}

function asConnection(port: Connection | Interconnect): Connection {
  if (!("interconnectId" in port)) return port;
  const { interconnectId, interconnectName, interconnectState, ...rest } = port;
  return {
    ...rest,
    connectionId: interconnectId,
    connectionName: interconnectName,
    connectionState: interconnectState,
  };
}

function idOf({ lagId }: { readonly lagId?: string | null | undefined }): string | undefined {
  return lagId ?? undefined;
}
