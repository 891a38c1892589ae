import type { Call, World } from "../call";
import { proposals, type ProposalRecord } from "../records/direct-connect-gateways";

/** Accepts or deletes a proposal; it stays listed for some days (DOMAIN B.8). */
export function closeProposal(
  proposalId: string,
  proposalState: "accepted" | "deleted",
  call: Call,
): Readonly<ProposalRecord> | undefined {
  const updated = call.store.table(proposals).update(proposalId, { proposalState });
  forgetProposal(proposalId, call.now, call);
  return updated;
}

/** Ends the listing of a proposal some days after it was closed at the emulated moment `closedAt`. */
export function forgetProposal(proposalId: string, closedAt: number, world: World): void {
  world.agenda.plan(closedAt + world.durations.proposalTombstone, () =>
    world.store.table(proposals).remove(proposalId),
  );
}

/** A proposal that was not answered until the emulated time `at` is gone: an expired one has no state. */
export function expireProposal(proposalId: string, at: number, world: World): void {
  world.agenda.plan(at, () => {
    const table = world.store.table(proposals);
    if (table.get(proposalId)?.proposalState === "requested") table.remove(proposalId);
  });
}
