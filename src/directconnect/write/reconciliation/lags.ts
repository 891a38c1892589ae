import type { Connection, Interconnect, Lag } from "@aws-sdk/client-direct-connect";
import { connectionOf } from "./connections";
import { interconnectOf } from "./interconnects";
import { lags as listedLags } from "../../collections/lags";
import { by, type Explains, membersOtherwise, setsMember, unlessChangedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./marks";
import { matches } from "./matches";
import type { Look, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

export async function lagOf(look: Look, lagId = ""): Promise<Lag | undefined> {
  const [lag] = await look.list("DescribeLags", { lagId }, (output) => output.lags);
  return lag;
}

type Operation =
  "CreateLag" | "UpdateLag" | "DeleteLag" | "AssociateConnectionWithLag" | "DisassociateConnectionFromLag";

export const lags: Pick<Reconciliations, Operation> = {
  CreateLag: {
    repeated: "another",
    mark: marked,
    before: (look, { lagName, location, connectionsBandwidth }) =>
      Promise.resolve(
        heldBefore(
          look.held(listedLags),
          (row) => matches({ lagName, location, connectionsBandwidth }, row),
          idOf,
        ),
      ),
    look: async (look, change) => {
      const { lagName, location, connectionsBandwidth } = change.input;
      return byMark(
        look,
        "CreateLag",
        await look.list("DescribeLags", {}, (output) => output.lags),
        change,
        (row) => matches({ lagName, location, connectionsBandwidth }, row),
        idOf,
        (lag) => applied(lag),
      );
    },
  },

  UpdateLag: {
    repeated: "nothing",
    look: async (look, { input: { lagId, ...wanted } }) => {
      const lag = await lagOf(look, lagId);
      if (lag === undefined) return notApplied;
      if (matches(wanted, lag)) return appliedUnlessOlder(lag);
      const otherwise = membersOtherwise(wanted, lag, (member) => setsMember("UpdateLag", { lagId }, member));
      return unlessChangedLater(look, otherwise, lag);
    },
  },

  DeleteLag: {
    repeated: "nothing",
    look: async (look, { input: { lagId } }) => {
      const lag = await lagOf(look, lagId);
      if (lag === undefined) return gone;
      return isEnding(lag.lagState) ? applied(lag) : notApplied;
    },
  },

  AssociateConnectionWithLag: {
    repeated: "nothing",
    look: async (look, { input: { connectionId, lagId } }) => {
      const member = await memberOf(look, lagId, connectionId);
      if (member !== undefined) return appliedUnlessOlder(member);
      const port = await portOf(look, connectionId);
      return port === undefined ? notApplied : unlessChangedLater(look, [isMoved(connectionId)], port);
    },
  },

  DisassociateConnectionFromLag: {
    repeated: "nothing",
    look: async (look, { input: { connectionId, lagId } }) => {
      const member = await memberOf(look, lagId, connectionId);
      if (member !== undefined) return unlessChangedLater(look, [isMoved(connectionId)], member);
      const port = await portOf(look, connectionId);
      return port === undefined ? notApplied : appliedUnlessOlder(port);
    },
  },
};

/** AWS lists a partner's interconnects, too, in the form of connections. */
async function memberOf(look: Look, lagId = "", connectionId = ""): Promise<Connection | undefined> {
  const lag = await lagOf(look, lagId);
  return lag?.connections?.find((connection) => connection.connectionId === connectionId);
}

/** By what puts a port into a LAG, or takes it out of one. */
function isMoved(connectionId: string | undefined): Explains {
  const isAssociated = by("AssociateConnectionWithLag", (later) => later.connectionId === connectionId);
  const isDisassociated = by("DisassociateConnectionFromLag", (later) => later.connectionId === connectionId);
  return (later) => isAssociated(later) || isDisassociated(later);
}

async function portOf(look: Look, connectionId: string | undefined): Promise<Connection | undefined> {
  const port = (await connectionOf(look, connectionId)) ?? (await interconnectOf(look, connectionId));
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
