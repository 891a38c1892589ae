import { scopeOf } from "../call";
import { checkEncryptionMode, checkName } from "../rules/checks";
import { clientError } from "../errors";
import { createLag } from "./lag-creation";
import { checkLagCanSpare, checkLagRoom, ownLag } from "./lag-membership";
import { checkNothingClashes, joinLag, leaveLag, memberPort } from "./lag-moves";
import { changeLagEncryption, followLag, lagView } from "./lag-state";
import type { Handlers } from "../wire/operations";
import { lags } from "../records/lags";
import { connectionView } from "../ports/views";
import { isGone, membersOf, ports } from "../records/ports";
import { page } from "../state/paging";
import { carriedBy } from "../virtual-interfaces/virtual-interface-placement";

export const lagHandlers = {
  CreateLag: (input, call) => lagView(createLag(input, call), call),

  DescribeLags(input, call) {
    if (input.lagId !== undefined) return { lags: [lagView(ownLag(call, input.lagId, "listed"), call)] };
    const { rows, nextToken } = page(call.store.table(lags), "owner", scopeOf(call), input);
    return { lags: rows.map((lag) => lagView(lag, call)), nextToken };
  },

  UpdateLag(input, call) {
    const lag = ownLag(call, input.lagId);
    const { lagName, minimumLinks, encryptionMode } = input;
    if (lagName === undefined && minimumLinks === undefined && encryptionMode === undefined) {
      throw clientError("At least one of lagName, minimumLinks and encryptionMode must be given.");
    }
    if (lagName !== undefined) checkName("Lag name", lagName, 200);
    const members = membersOf(lag.lagId, call);
    if (minimumLinks !== undefined && (minimumLinks < 0 || minimumLinks > members.length)) {
      throw clientError(
        `Minimum links ${minimumLinks} is not valid: lag ${lag.lagId} has ${members.length} connections.`,
      );
    }
    if (encryptionMode !== undefined) {
      checkEncryptionMode(encryptionMode);
      if (!lag.macSecCapable) throw clientError(`Lag ${lag.lagId} is not MACsec capable.`);
      changeLagEncryption(lag, { encryptionMode }, call);
    }
    const updated = call.store.table(lags).update(lag.lagId, {
      ...(lagName === undefined ? {} : { lagName }),
      ...(minimumLinks === undefined ? {} : { minimumLinks }),
    });
    followLag(lag.lagId, call);
    return lagView(updated ?? lag, call);
  },

  /** Deleted at once; its members live on as ports of their own (DOMAIN B.3). */
  DeleteLag(input, call) {
    const { lagId } = input;
    const lag = call.store.table(lags).get(lagId);
    if (lag?.ownerAccount !== call.account || lag.region !== call.region || lag.deleted) {
      throw clientError("Lag does not exist");
    }
    if (carriedBy(lagId, call).length > 0) {
      throw clientError(`Lag ${lagId} has virtual interfaces and cannot be deleted.`);
    }
    const hosted = call.store.table(ports).by("hostedOn", lagId);
    if (hosted.some((port) => !isGone(port))) {
      throw clientError(`Lag ${lagId} has hosted connections and cannot be deleted.`);
    }
    for (const member of call.store.table(ports).by("membersOf", lagId)) leaveLag(member, call);
    const deleted = call.store.table(lags).update(lagId, { deleted: true });
    call.agenda.plan(call.now + call.durations.portTombstone, () => call.store.table(lags).remove(lagId));
    return lagView(deleted ?? lag, call);
  },

  AssociateConnectionWithLag(input, call) {
    const port = memberPort(input.connectionId, call);
    if (port.lagId === input.lagId) {
      throw clientError(`Connection ${port.connectionId} is already associated with lag ${input.lagId}.`);
    }
    const lag = checkLagRoom(input.lagId, { ...port, requestMACSec: port.macSecCapable }, call);
    checkLagCanSpare(port, call);
    checkNothingClashes(port, lag, call);
    return connectionView(joinLag(port, lag, call), call);
  },

  DisassociateConnectionFromLag(input, call) {
    const port = memberPort(input.connectionId, call);
    const { lagId } = ownLag(call, input.lagId);
    if (port.lagId !== lagId) {
      throw clientError(`Connection ${port.connectionId} is not associated with lag ${lagId}.`);
    }
    checkLagCanSpare(port, call);
    return connectionView(leaveLag(port, call), call);
  },
} satisfies Handlers;
