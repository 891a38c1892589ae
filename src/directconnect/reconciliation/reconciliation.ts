import type { JsonValue } from "../../store/json";
import type { Answer, Input, Output, ReadOperation, WriteOperation } from "../operations";

export type { JsonValue };

/** What became of a change, as Direct Connect itself shows it. */
export type Verdict<Name extends WriteOperation> =
  /** The operation's own output, rebuilt from what is there. */
  | { readonly outcome: "applied"; readonly output: Answer<Name> }
  /** What was to be deleted is not there, and nothing is left to answer with: as good as AWS's "not found". */
  | { readonly outcome: "gone" }
  | { readonly outcome: "notApplied" }
  /** Ambiguous or unreadable: look again later. */
  | { readonly outcome: "unknown"; readonly why: string };

/** A change whose answer was lost. */
export interface LostChange<Name extends WriteOperation> {
  /** As it was sent, marker included; secret members may be missing from it. */
  readonly input: Input<Name>;
  readonly marker: string;
  /** What `before` answered; null where the operation has none. */
  readonly before: JsonValue;
}

/**
 * How to find out what became of one operation's change. A change that was refused counts as not applied, except
 * where what it asked for is the case all the same: a repeat then changes nothing, and is told so.
 */
export interface Reconciliation<Name extends WriteOperation> {
  /** The input with the marker's tag, where nothing else tells the result apart and the operation takes tags. */
  readonly mark?: (input: Input<Name>, marker: string) => Input<Name>;
  /** What must be known from before the call, where the result is ambiguous without it. Costs AWS reads. */
  readonly before?: (look: Look, input: Input<Name>) => Promise<JsonValue>;
  /** @throws GatewayError as `fromAws` makes it, where Direct Connect cannot be read. */
  readonly look: (look: Look, change: LostChange<Name>) => Promise<Verdict<Name>>;
}

/** Fresh reads in one account and region; nothing is remembered between them. */
export interface Look {
  /** The account that looks. */
  readonly accountId: string;
  /** @throws GatewayError as `fromAws` makes it. */
  ask<Name extends ReadOperation>(operation: Name, input: Input<Name>): Promise<Output<Name>>;
  /**
   * All rows of all pages; none where AWS says that there is no such thing.
   * @throws GatewayError as `fromAws` makes it.
   */
  list<Name extends ReadOperation, Row>(
    operation: Name,
    input: Input<Name>,
    rowsOf: (output: Output<Name>) => readonly Row[] | undefined,
  ): Promise<readonly Row[]>;
}

/** How each operation is looked for; leaving one out is a compile error. */
export type Reconciliations = { readonly [Name in WriteOperation]: Reconciliation<Name> };
