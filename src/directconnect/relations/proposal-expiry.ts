/** @see https://docs.aws.amazon.com/directconnect/latest/UserGuide/multi-account-associate-vgw.html */
const LIFETIME = 7 * 24 * 60 * 60_000;
const DAY = 24 * 60 * 60_000;

/** What can be said of when a proposal expires. */
export interface ProposalExpiry {
  /** The very moment; null where the proposal was not made through this process. */
  expiresAt: Date | null;
  /** The last moment possible. */
  expiresBy: Date;
  /** Days until then, one that has begun counted whole: as many as are left at most. */
  daysLeft: number;
}

/**
 * AWS lets a proposal expire seven days after it was made, and tells nobody when that was. What this process can
 * know is when it made the proposal itself, or first saw one that another had made: it was older then.
 */
export class ProposalSightings {
  readonly #observations = new Map<string, { at: number; isCreation: boolean }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @param isCreation it was made just now. */
  note(proposalId: string, isCreation = false): void {
    if (this.#observations.has(proposalId) && !isCreation) return;
    this.#forgetExpired();
    this.#observations.delete(proposalId); // so that the oldest stand first
    this.#observations.set(proposalId, { at: this.now(), isCreation });
  }

  /** @returns null for a proposal that was never noted. */
  expiryOf(proposalId: string): ProposalExpiry | null {
    const observation = this.#observations.get(proposalId);
    if (observation === undefined) return null;
    const last = observation.at + LIFETIME;
    return {
      expiresAt: observation.isCreation ? new Date(last) : null,
      expiresBy: new Date(last),
      daysLeft: Math.max(0, Math.ceil((last - this.now()) / DAY)),
    };
  }

  #forgetExpired(): void {
    for (const [proposalId, { at }] of this.#observations) {
      if (at + LIFETIME > this.now()) return;
      this.#observations.delete(proposalId);
    }
  }
}

/** The memory of this process: it begins anew with each start, and other processes have their own. */
export const proposalSightings = new ProposalSightings();
