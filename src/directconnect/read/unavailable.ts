import { GatewayError } from "../../errors";
import type { Unavailable } from "../../types/graph/page";
import type { Place } from "../accounts/accounts";
import { type LeftOut, leftOutInWords } from "../client/unfit-values";
import type { Operation, ReadOperation } from "../client/operations";

/**
 * A failed read in the form of answers.
 * @throws errors other than GatewayError: a defect of the gateway is not the state of a place.
 */
export function unavailableAt(operation: ReadOperation, place: Place, error: unknown): Unavailable {
  if (!(error instanceof GatewayError)) throw error;
  const { code, message, retryable } = error;
  return { account: place.account.accountId, region: place.region, operation, code, message, retryable };
}

/** The items that were left out of an answer because they have no identity; an empty list where there are none. */
export function leftOutAt(operation: Operation, place: Place, leftOut: LeftOut): Unavailable[] {
  if (leftOut.size === 0) return [];
  return [
    {
      account: place.account.accountId,
      region: place.region,
      operation,
      code: "UPSTREAM_UNAVAILABLE",
      message: `${operation} answered ${leftOutInWords(leftOut)}, left out here.`,
      retryable: true,
    },
  ];
}

/**
 * The rows that do not name their parent, by the place that each was read from.
 * @param places where they were read, for rows that are in no region.
 */
export function parentlessAt(
  operation: ReadOperation,
  places: readonly Place[],
  rows: readonly object[],
): Unavailable[] {
  const counts = new Map<string, { account: string; region: string; count: number }>();
  for (const row of rows) {
    const { account = "", region: ownRegion }: { account?: string; region?: string } = row;
    const region = ownRegion ?? places.find((place) => place.account.accountId === account)?.region ?? "";
    const counted = counts.get(`${account} ${region}`) ?? { account, region, count: 0 };
    counted.count += 1;
    counts.set(`${account} ${region}`, counted);
  }
  return [...counts.values()].map(({ account, region, count }) => ({
    ...{ account, region, operation },
    code: "UPSTREAM_UNAVAILABLE",
    message: `${operation} answered ${count === 1 ? "1 row that does not say what it belongs to" : `${count} rows that do not say what they belong to`}: what relates the two is missing here.`,
    retryable: true,
  }));
}

/** How many failures one message names. */
const MOST_NAMED = 3;

/**
 * The error of a list of which every read failed.
 * @param unavailable at least one.
 * @param errors the errors of the failed reads, where available: a single one is returned.
 * @returns an error with the code on which all agree, otherwise UPSTREAM_UNAVAILABLE.
 */
export function nothingRead(
  unavailable: readonly Unavailable[],
  [only, ...others]: readonly unknown[] = [],
): GatewayError {
  if (only instanceof GatewayError && others.length === 0) return only;
  const codes = new Set(unavailable.map(({ code }) => code));
  const [code] = codes.size === 1 ? codes : (["UPSTREAM_UNAVAILABLE"] as const);
  const named = unavailable
    .slice(0, MOST_NAMED)
    .map(({ account, region, message }) => `${account} ${region}: ${message}`);
  const more = unavailable.length > MOST_NAMED ? ` And ${unavailable.length - MOST_NAMED} more.` : "";
  return new GatewayError(
    code as GatewayError["code"], // each was made of a GatewayError's code
    `Nothing could be read. ${named.join(" ")}${more}`,
    { retryable: unavailable.some(({ retryable }) => retryable) },
  );
}

/** Failures that differ in their message alone are reported once: one cause fails many reads. */
function identityOf({ account, region, operation, code }: Unavailable): string {
  return `${operation} ${account} ${region} ${code}`;
}

/** The failures without duplicates: one unreachable account fails the read of each of its gateways. */
export function distinct(unavailable: readonly Unavailable[]): Unavailable[] {
  return [...new Map(unavailable.map((one) => [identityOf(one), one])).values()];
}

/** The reads of one request that failed, whichever field needed them. */
export class UnavailableReads {
  readonly #reads = new Map<string, Unavailable>();

  /** @param onAdded called for each once. */
  constructor(private readonly onAdded: (unavailable: Unavailable) => void = () => undefined) {}

  add(unavailable: Unavailable): void {
    const identity = identityOf(unavailable);
    if (this.#reads.has(identity)) return;
    this.#reads.set(identity, unavailable);
    this.onAdded(unavailable);
  }

  /** In the order in which they failed. */
  get list(): readonly Unavailable[] {
    return [...this.#reads.values()];
  }

  get isEmpty(): boolean {
    return this.#reads.size === 0;
  }
}
