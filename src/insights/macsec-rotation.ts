import type { Connection } from "../types/connection";
import type { Interconnect } from "../types/interconnect";
import type { MacSecKey } from "../types/macsec-key";
import type {
  MacSecBlock,
  MacSecBlocker,
  MacSecRotation,
  MacSecRotationStep,
} from "../types/macsec-rotation";
import { isHosted } from "../directconnect/relations/parents";
import { isInterconnect, isLag, type PortRow, portIdOf } from "../directconnect/relations/ports";

/**
 * Reads the rotation of a port's MACsec keys from what AWS shows: the keys' states and starts, and whether the
 * links are up and encrypt. AWS does not say which key is in agreement with the router; the documentation of
 * `startOn` says when a key "takes effect", so the associated key that started last is read as the one in use. No
 * input sets a start, so none lies in the future.
 *
 * @see https://docs.aws.amazon.com/directconnect/latest/UserGuide/MACsec.html
 * @returns null for a port that cannot use MACsec, and for a hosted connection, whose keys are the partner's.
 */
export function macSecRotationOf(port: PortRow): MacSecRotation | null {
  if (port.macSecCapable !== true || isHosted(port)) return null;
  const keysByRole = sortByRole(port.macSecKeys);
  const nextStep = stepAfter(keysByRole);
  return { ...keysByRole, nextStep, blockedBy: blockersOf(port, nextStep) };
}

type KeysByRole = Pick<MacSecRotation, "inUse" | "coming" | "retiring">;

function sortByRole(keys: readonly MacSecKey[]): KeysByRole {
  const associated = keys
    .filter(({ state }) => state === "associated")
    .sort((a, b) => startOf(b) - startOf(a));
  const leaving = keys.filter(({ state }) => state === "disassociating");
  const [newest, ...older] = associated;
  return {
    inUse: newest ?? leaving[0] ?? null,
    coming: keys.filter(({ state }) => state === "associating"),
    retiring: [...older, ...leaving],
  };
}

/** AWS's text; a key without a start that can be read has started long ago. */
function startOf({ startOn }: MacSecKey): number {
  const start = Date.parse(startOn ?? "");
  return Number.isNaN(start) ? 0 : start;
}

/** A rotation is finished before the next begins: what waits to come in goes before what is to be taken off. */
function stepAfter({ coming, retiring }: KeysByRole): MacSecRotationStep {
  if (coming.length > 0) return "WAIT_FOR_NEW_KEY";
  if (retiring.some(({ state }) => state === "associated")) return "REMOVE_OLD_KEY";
  return retiring.length > 0 ? "WAIT_FOR_REMOVAL" : "ADD_KEY";
}

function blockersOf(port: PortRow, step: MacSecRotationStep): MacSecBlocker[] {
  if (!isLag(port) && port.lagId != null) {
    return [
      blocker("KEYS_BELONG_TO_LAG", port, `is a member of ${port.lagId}, which holds its keys: rotate there`),
    ];
  }
  // A key can be added to a link that is down: it may be what brings it up. One that is leaving leaves by itself.
  if (step === "ADD_KEY" || step === "WAIT_FOR_REMOVAL") return [];
  return (isLag(port) ? port.connections : [port]).flatMap((link) => linkBlockers(link, port));
}

function linkBlockers(link: Connection | Interconnect, { encryptionMode }: PortRow): MacSecBlocker[] {
  const state = isInterconnect(link) ? link.interconnectState : link.connectionState;
  const blockers: MacSecBlocker[] = [];
  if (state !== "available") blockers.push(blocker("LINK_NOT_UP", link, `is in state ${state}`));
  if (encryptionMode !== "no_encrypt" && link.portEncryptionStatus !== "Encryption Up") {
    blockers.push(blocker("NOT_ENCRYPTING", link, "does not encrypt"));
  }
  return blockers;
}

function blocker(reason: MacSecBlock, port: PortRow, says: string): MacSecBlocker {
  return { reason, portId: portIdOf(port), message: `${nameOf(port)} ${says}.` };
}

function nameOf(port: PortRow): string {
  const name = isLag(port)
    ? port.lagName
    : isInterconnect(port)
      ? port.interconnectName
      : port.connectionName;
  return name ?? portIdOf(port);
}
