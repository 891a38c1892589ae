/** @see https://docs.aws.amazon.com/directconnect/latest/UserGuide/multi-account-associate-vgw.html */
const LIFETIME = 7 * 24 * 60 * 60_000;
const DAY = 24 * 60 * 60_000;

/** When a proposal expires, as far as it can be derived. */
export interface ProposalExpiry {
  /** The exact time; null where the proposal was not made through this process. */
  expiresAt: Date | null;
  /** The latest possible time. */
  expiresBy: Date;
  /** Days until then, rounded up: the maximum that is left. */
  daysLeft: number;
}

/**
 * AWS lets a proposal expire seven days after it was made, and does not answer when it was made. This process has
 * the time of a proposal that it made itself, and when it first saw one that another made: that one is older.
 */
export class ProposalSightings {
  readonly #observations = new Map<string, { at: number; isCreation: boolean }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @param isCreation the proposal was made just now. */
  note(proposalId: string, isCreation = false): void {
    if (this.#observations.has(proposalId) && !isCreation) return;
    this.#forgetExpired();
    this.#observations.delete(proposalId); // so that the oldest come first
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

/** The sightings of this process: empty at each start, and not shared with other processes. */
export const proposalSightings = new ProposalSightings();
