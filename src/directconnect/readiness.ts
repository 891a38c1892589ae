import { OPEN_CALLER } from "../auth/caller";
import { GatewayError } from "../errors";
import { Idempotency } from "../journal/idempotency";
import { DirectConnect, type Upstream } from "./direct-connect";

/**
 * Whether Direct Connect answers, asked by its cheapest read. An answer that refuses it is an answer too: that the account
 * may not read this is no reason to take no requests.
 * @returns why not, where it does not answer.
 */
export async function upstreamReadiness(
  upstream: Upstream,
  deadlineMilliseconds: number,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const { accounts, read } = new DirectConnect(upstream, OPEN_CALLER, new Idempotency("readiness"), {
    deadlineMilliseconds,
    maxAgeMilliseconds: 0,
  });
  try {
    await read.call("DescribeCustomerMetadata", accounts.place(), {});
    return { ok: true };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return error.code.startsWith("UPSTREAM_") ? { ok: false, reason: error.message } : { ok: true };
  }
}
