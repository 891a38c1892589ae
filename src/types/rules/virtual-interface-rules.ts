import { pattern, rule } from "./rules";

export const BgpPeerId = (options?: { each: boolean }) =>
  pattern("bgpPeerId", "an id such as dxpeer-ffabc123", /^dxpeer-[a-z0-9]{8,21}$/, options);

/** A key of BGP's MD5 signature; the value is secret, and never repeated. */
export const AuthKey = () =>
  pattern("authKey", "6 to 80 printable characters without spaces", /^[\x21-\x7e]{6,80}$/);

/**
 * Sources disagree on the jumbo frames of private virtual interfaces: the API model says 8500, the user guide 9001.
 * Both pass.
 * @see https://docs.aws.amazon.com/directconnect/latest/UserGuide/set-jumbo-frames-vif.html
 */
export const PRIVATE_MTUS = [1500, 8500, 9001];
export const TRANSIT_MTUS = [1500, 8500];

export const Mtu = (allowed: readonly number[]) =>
  rule("mtu", `one of ${allowed.join(", ")}`, (value) => allowed.includes(value as number));
