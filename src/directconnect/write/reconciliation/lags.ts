import type { Connection, Interconnect, Lag } from "@aws-sdk/client-direct-connect";
import { connectionOf } from "./connections";
import { interconnectOf } from "./interconnects";
import { lags as listedLags } from "../../collections/lags";
import { changes, membersOtherwise, unlessChangedLater, unlessEndedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./change-tags";
import { noteDeleted } from "./deleted-rows";
import { matches } from "./matches";
import { hostedConnectionsOn } from "./parents";
import { hostedByNow, movedAlong } from "./places";
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
    before: async (reader, { lagName, location, connectionsBandwidth, connectionId }) => {
      const ids = heldBefore(
        reader.held(listedLags),
        (row) => matches({ lagName, location, connectionsBandwidth }, row),
        idOf,
      );
      if (connectionId == null) return ids;
      const along = await movedAlong(() => idsOn(reader, connectionId));
      return { ...(along as object | null), ids };
    },
    check: async (reader, change) => {
      const { lagName, location, connectionsBandwidth } = change.input;
      return byMark(
        reader,
        "CreateLag",
        await reader.list("DescribeLags", {}, (output) => output.lags),
        change,
        {
          idOf,
          isAlike: (row) => matches({ lagName, location, connectionsBandwidth }, row),
          isSame: (row) => matches({ location, connectionsBandwidth }, row),
          name: "member lagName",
        },
        (lag) => applied(lag),
      );
    },
  },

  UpdateLag: {
    repeated: "nothing",
    check: async (reader, { input: { lagId, ...wanted } }) => {
      const lag = await lagOf(reader, lagId);
      if (lag === undefined || isEnding(lag.lagState))
        return unlessEndedLater(reader, [lagId], lag ?? { lagId, lagState: "deleted" });
      if (matches(wanted, lag)) return appliedUnlessOlder(lag);
      const otherwise = membersOtherwise(wanted, lag, (member) =>
        changes({ aspect: `member ${member}`, of: [lagId] }),
      );
      return unlessChangedLater(reader, otherwise, lag);
    },
  },

  DeleteLag: {
    repeated: "nothing",
    before: (reader, { lagId }) => noteDeleted(reader, "DeleteLag", () => lagOf(reader, lagId)),
    check: async (reader, { input: { lagId } }) => {
      const lag = await lagOf(reader, lagId);
      if (lag === undefined) return gone;
      return isEnding(lag.lagState) ? applied(lag) : notApplied;
    },
  },

  AssociateConnectionWithLag: {
    repeated: "nothing",
    before: async (reader, { connectionId }) => movedAlong(() => idsOn(reader, connectionId)),
    check: async (reader, { input: { connectionId, lagId } }) => {
      const member = await memberOf(reader, lagId, connectionId);
      if (member !== undefined) return appliedUnlessOlder(member);
      const port = (await portOf(reader, connectionId)) ?? { connectionId, connectionState: "deleted" };
      return unlessChangedLater(reader, [changes({ aspect: "lag", of: [connectionId, lagId] })], port);
    },
  },

  DisassociateConnectionFromLag: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId, lagId } }) => {
      const member = await memberOf(reader, lagId, connectionId);
      if (member !== undefined)
        return unlessChangedLater(reader, [changes({ aspect: "lag", of: [connectionId] })], member);
      const port = await portOf(reader, connectionId);
      return port === undefined
        ? unlessEndedLater(reader, [connectionId], { connectionId, connectionState: "deleted" })
        : appliedUnlessOlder(port);
    },
  },
};

/** AWS lists a partner's interconnects, too, in the form of connections. */
async function memberOf(reader: Reader, lagId = "", connectionId = ""): Promise<Connection | undefined> {
  const lag = await lagOf(reader, lagId);
  return lag?.connections?.find((connection) => connection.connectionId === connectionId);
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

/** The ids of the virtual interfaces and hosted connections of a port. */
async function idsOn(reader: Reader, connectionId = ""): Promise<(string | undefined)[]> {
  const interfaces = await reader.list(
    "DescribeVirtualInterfaces",
    { connectionId },
    (output) => output.virtualInterfaces,
  );
  const hosted = await hostedConnectionsOn(reader, connectionId);
  return [
    ...interfaces.map(({ virtualInterfaceId }) => virtualInterfaceId),
    ...(await hostedByNow(
      reader,
      connectionId,
      hosted.flatMap((connection) => connection.connectionId ?? []),
    )),
  ];
}

function idOf({ lagId }: { readonly lagId?: string | null | undefined }): string | undefined {
  return lagId ?? undefined;
}
