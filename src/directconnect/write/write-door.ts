import { setTimeout as wait } from "node:timers/promises";
import type { Place } from "../accounts/accounts";
import { asnMember } from "../collections/asn";
import { type LeftOut, NONE_LEFT_OUT, unfitOf } from "../client/unfit-values";
import type { Clients } from "../client/clients";
import { fromAws, isThrottle } from "../client/failures";
import type { Input, Output, WriteOperation } from "../client/operations";
import type { Fence } from "./attempt";

export interface WriteOptions {
  /** The maximum number of attempts of a change that AWS throttles, including the first. */
  attempts: number;
  /** The longest pause before the second attempt, in milliseconds; it doubles with each one. */
  backoffMilliseconds: number;
}

/** Changes Direct Connect. A change is sent once; again only where AWS answered that it executed nothing. */
export class WriteDoor {
  constructor(
    private readonly clients: Clients,
    private readonly options: WriteOptions,
    /** Called before and after every attempt to change something, whatever its outcome. */
    private readonly onChange: (operation: WriteOperation, place: Place) => void,
    /** Called with the items of AWS's answer that were left out, as they have no identity. */
    private readonly onLeftOut: (operation: WriteOperation, place: Place, leftOut: LeftOut) => void,
  ) {}

  /** Drops the readings that a change invalidates. */
  drop(operation: WriteOperation, place: Place): void {
    this.onChange(operation, place);
  }

  /**
   * @param members as `asAws` makes them.
   * @param fence runs before each attempt.
   * @throws GatewayError as `fromAws` makes it: OUTCOME_UNKNOWN where the answer was lost; as the fence does.
   */
  async send<Name extends WriteOperation>(
    operation: Name,
    place: Place,
    members: Input<Name>,
    fence: Fence,
  ): Promise<Output<Name>> {
    for (let attempt = 1; ; attempt += 1) {
      this.onChange(operation, place);
      try {
        const output = await this.clients.send("write", place, operation, members, { fence });
        this.onLeftOut(operation, place, unfitOf(output)?.leftOut ?? NONE_LEFT_OUT);
        return output;
      } catch (error) {
        if (!isThrottle(error) || attempt >= this.options.attempts) {
          const where = { operation, account: place.account.accountId, region: place.region };
          throw fromAws(error, "write", where, members);
        }
        fence.nothingDone();
      } finally {
        this.onChange(operation, place);
      }
      await wait(Math.random() * this.options.backoffMilliseconds * 2 ** (attempt - 1));
    }
  }
}

/**
 * GraphQL distinguishes null from an absent member, and allows ASNs of any size; AWS does not: null members are
 * omitted, and an `asn` that AWS only accepts as `asnLong` is sent so.
 */
export function asAws<Members>(input: Members): Members {
  return rewrite(input) as Members; // the same members without null ones, with the ASN in the member for it
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (typeof value !== "object" || value === null) return value;
  const setMembers = Object.entries(value).filter(([, member]) => member != null);
  return Object.fromEntries(
    setMembers.map(([name, member]) => [
      name === "asn" && typeof member === "number" ? asnMember(member) : name,
      rewrite(member),
    ]),
  );
}
