import type { Caller } from "../auth/caller";
import { isNarrow } from "../auth/grants";
import { badInput, GatewayError } from "../errors";
import { type Concerned, CONCERNS_NOTHING } from "../journal/concerned";
import type { ChangeKey, Idempotency } from "../journal/idempotency";
import type { Journal } from "../journal/journal";
import { requireNoCredential, requireStorable } from "../journal/storable-text";
import { quoted } from "../observability/secrets";
import type { Accounts, Place } from "./accounts/accounts";
import { parseArn } from "./accounts/arn";
import type { Changes } from "./write/changes";
import type { ChangeRules } from "./write/change-rules";
import type { Clients } from "./client/clients";
import type { Collection } from "./collections/collection";
import { hintedIf, isNotFound, isRefusal } from "./client/failures";
import { passGate } from "./read/gate";
import { admit, requireAllRegions } from "./read/narrow-grants";
import type { Answer, Input, ReadOperation, WriteOperation } from "./client/operations";
import { inStateOf } from "./read/row-overlay";
import { ReadDoor, type ReadOptions } from "./read/read-door";
import type { Snapshots } from "./read/snapshots";
import type { MaybePromise } from "./read/maybe-promise";
import { readsInvalidatedBy } from "./write/invalidation";
import { WriteDoor, type WriteOptions } from "./write/write-door";

/** What exists once per process; the `DirectConnect` of every request is made from it. */
export interface Upstream {
  readonly accounts: Accounts;
  readonly clients: Clients;
  readonly snapshots: Snapshots;
  readonly writes: WriteOptions;
  readonly changes: Changes;
  readonly journal: Journal;
}

/** One request's access to Direct Connect: the only part of AWS that resolvers use. */
export class DirectConnect {
  readonly accounts: Accounts;
  readonly read: ReadDoor;
  readonly #write: WriteDoor;
  readonly #changes: Changes;

  /** @param reads how this request reads; a change in progress is never aborted. */
  constructor(
    { accounts, clients, snapshots, writes, changes }: Upstream,
    readonly caller: Caller,
    private readonly idempotency: Idempotency,
    reads: ReadOptions,
  ) {
    this.accounts = accounts.granted(caller.grants);
    this.#changes = changes;
    this.read = new ReadDoor(this.accounts, caller, snapshots, reads);
    this.#write = new WriteDoor(
      clients,
      writes,
      (operation, place) => {
        for (const reads of readsInvalidatedBy(operation, place)) snapshots.forget(reads);
        this.read.drop();
      },
      (operation, place, leftOut) => this.read.leftOut(operation, place, leftOut),
    );
  }

  /**
   * The one place that a query or change for `account` and `region` goes to; the default ones where they are omitted.
   */
  place({ account, region }: { account?: string | null; region?: string | null }): Place {
    return this.accounts.place(account, region);
  }

  /**
   * The place where a resource is read: as the account of its ARN, in the ARN's region.
   * @throws GatewayError BAD_USER_INPUT where the text is no such ARN, or the account is not configured.
   */
  placeOf(resourceArn: string, argument: string): Place {
    const parsed = parseArn(resourceArn);
    const place = parsed === null ? undefined : this.accounts.placeOfArn(parsed);
    if (place !== undefined) return place;
    const allowed = "the ARN of a Direct Connect resource of one of the gateway's accounts";
    throw badInput([{ argument, sent: quoted(resourceArn), allowed }]);
  }

  /**
   * Checks that the caller may make a change. Where that depends on a row, the row is read from AWS: the one in a
   * snapshot may have moved to a port that is not granted, or to another owner.
   * @returns what the change concerns, as far as it was read.
   * @throws GatewayError FORBIDDEN; NOT_FOUND for resources that are not granted.
   */
  async mayChange<Name extends WriteOperation>(
    operation: Name,
    place: Place,
    input: Input<Name>,
  ): Promise<Concerned> {
    const grant = passGate(this.caller, operation, place);
    requireAllRegions(operation, place, input, grant);
    if (!isNarrow(grant)) return CONCERNS_NOTHING;
    return admit(operation, place, input, grant, this.read.since(this.read.now));
  }

  /**
   * Makes one change, once.
   * @param key of the mutation; a repeat with the same key returns the first outcome.
   * @throws GatewayError as `mayChange`, `fromAws` and `change-errors.ts` make it.
   */
  async change<Name extends WriteOperation>(
    operation: Name,
    place: Place,
    input: Input<Name>,
    key: ChangeKey,
    { passes, check, explain }: ChangeRules = {},
  ): Promise<Answer<Name>> {
    const { caller, idempotency } = this;
    let isRepeat = false;
    requireStorable("input", input);
    requireNoCredential("input", input);
    const concerned = await this.mayChange(operation, place, input);
    const made = this.#changes.make({
      operation,
      place,
      input,
      caller,
      concerned,
      requestId: idempotency.requestId,
      key: idempotency.keyFor(key),
      reportKey: (usedKey, replayed) => {
        isRepeat = replayed;
        idempotency.report({ path: [key.field], key: usedKey, replayed });
      },
      passes: () => passes?.() === true,
      check: check && (() => this.#checked(operation, place, input, check)),
      door: this.#write,
      held: this.read,
      shared: () => this.read.drop(),
    });
    if (explain === undefined) return made;
    return made.catch(async (error: unknown) => {
      throw isRepeat ? error : await hintedIf(isRefusal, error, explain);
    });
  }

  /** Checks the grants for a place that `check` returned, too. */
  async #checked<Name extends WriteOperation>(
    operation: Name,
    place: Place,
    input: Input<Name>,
    check: () => Promise<Place | undefined> | Promise<void>,
  ): Promise<Place> {
    const found = (await check()) ?? place;
    if (found.region !== place.region) await this.mayChange(operation, found, input);
    return found;
  }

  /**
   * Deletes something; success where it is already gone.
   * @returns AWS's answer, or null where there was nothing to delete.
   */
  async remove<Name extends WriteOperation>(
    operation: Name,
    place: Place,
    input: Input<Name>,
    key: ChangeKey,
  ): Promise<Answer<Name> | null> {
    try {
      return await this.change(operation, place, input, key);
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  /**
   * The resource after a change that AWS answers with a state alone: with that state, even where the list is behind.
   * @param answered AWS's answer.
   * @throws GatewayError APPLIED_BUT_UNREAD
   */
  async afterChange<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    key: string,
    answered: Partial<Row>,
  ): Promise<Row> {
    const row = await this.readBack(
      `${collection.title} ${key}`,
      async () =>
        (await this.read.find(collection, place, key)) ??
        this.read.lastKnownRow(collection, place, key) ??
        this.read.get(collection, place, key),
    );
    return inStateOf(row, answered);
  }

  /**
   * Reads the result of a change; where the read fails, the error says that the change was made.
   * @throws GatewayError APPLIED_BUT_UNREAD
   */
  async readBack<Result>(what: string, read: () => MaybePromise<Result>): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      throw new GatewayError(
        "APPLIED_BUT_UNREAD",
        `The change of ${what} was made, but could not be read back. Do not repeat it; ask for it later.`,
        {},
        error,
      );
    }
  }
}
