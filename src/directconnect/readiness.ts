import { OPEN_CALLER } from "../auth/caller";
import { GatewayError } from "../errors";
import { Idempotency } from "../journal/idempotency";
import { DirectConnect, type Upstream } from "./direct-connect";

/**
 * Checks by the cheapest read that Direct Connect answers. A refusal is an answer, too: an account without permission
 * for this read is no reason to accept no requests.
 * @returns the reason, where Direct Connect does not answer.
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
