import type { MacSecKey } from "@aws-sdk/client-direct-connect";
import { isInService, type Port } from "../records/ports";

/** What MACsec is made of, on a port and on a LAG. */
export interface Encryption {
  macSecKeys?: MacSecKey[] | undefined;
  encryptionMode?: string | undefined;
}

/**
 * The encryption of a port or LAG after a change of keys or mode. Without any key left must_encrypt drops to
 * should_encrypt (DOMAIN B.10).
 */
export function encryptionAfter(change: Encryption, holder: Readonly<Encryption>) {
  const macSecKeys = change.macSecKeys ?? holder.macSecKeys ?? [];
  const mode = change.encryptionMode ?? holder.encryptionMode ?? "should_encrypt";
  const lastKeyLeft = change.encryptionMode === undefined && macSecKeys.length === 0;
  const encryptionMode = lastKeyLeft && mode === "must_encrypt" ? "should_encrypt" : mode;
  return { macSecKeys, encryptionMode };
}

/**
 * The same for a port, with what it does to its link: in must_encrypt nothing passes unencrypted, so a port
 * in service goes down without an active key, and comes back with one (DOMAIN C.1). Where no agreement came about by
 * the keys that are active, only another active one helps.
 */
export function portEncryptionAfter(change: Encryption, port: Readonly<Port>): Partial<Port> {
  const encryption = encryptionAfter(change, port);
  const before = port.macSecKeys?.filter(isActive) ?? [];
  const active = encryption.macSecKeys.filter(isActive);
  const hasFailed = before.length > 0 && port.portEncryptionStatus === "Encryption Down";
  const isNew = (key: MacSecKey) => !before.some(({ ckn }) => ckn === key.ckn);
  const isUp = hasFailed ? active.some(isNew) : active.length > 0;
  const wasHeldDown = port.encryptionMode === "must_encrypt" && port.portEncryptionStatus !== "Encryption Up";
  const isHeldDown = encryption.encryptionMode === "must_encrypt" && !isUp;
  const connectionState = isHeldDown ? "down" : wasHeldDown ? "available" : port.connectionState;
  return {
    ...encryption,
    portEncryptionStatus: isUp ? "Encryption Up" : "Encryption Down",
    ...(isInService(port) ? { connectionState } : {}),
  };
}

function isActive({ state }: MacSecKey): boolean {
  return state === "associated" || state === "disassociating";
}
