import { hash, randomUUID } from "node:crypto";
import type { Place } from "../../accounts/accounts";
import { AnswerBytes } from "../../client/answer-bytes";
import { AnswerTooLarge } from "../../client/collected-body";
import { valueAt } from "../../client/member-path";
import { unfitOf } from "../../client/unfit-values";
import type { Clients } from "../../client/clients";
import type { Collection } from "../../collections/collection";
import { fromAws, isNotFound } from "../../client/failures";
import type { Input, Output, ReadOperation } from "../../client/operations";
import { nextTokenOf } from "../../read/paged-read";
import { BoundedPages, type ReadBounds } from "../../read/read-bounds";
import type { HeldListings } from "./held-listings";
import type { Reader } from "./reconciliation";

/** By default, only an endless list is ended. */
const UNBOUNDED: ReadBounds = { pages: Infinity, bytes: Infinity, milliseconds: Infinity };

/** The identity of the rows of each list that is read here: a row without it may be any. */
const IDENTITIES: Readonly<Partial<Record<ReadOperation, string>>> = {
  DescribeConnections: "connectionId",
  DescribeDirectConnectGatewayAssociationProposals: "proposalId",
  DescribeDirectConnectGateways: "directConnectGatewayId",
  DescribeHostedConnections: "connectionId",
  DescribeInterconnects: "interconnectId",
  DescribeLags: "lagId",
  DescribeVirtualInterfaces: "virtualInterfaceId",
  ListResiliencyGroups: "resiliencyGroupId",
  ListVirtualInterfaceTestHistory: "testId",
};

/** How a check reads. */
interface ReaderOptions {
  /** Ends the reads. */
  readonly signal?: AbortSignal;
  /** The cached listings; by default none. */
  readonly held?: HeldListings;
  /** Other changes of the journal; by default none. */
  readonly others?: Reader["others"];
  readonly laterBy?: Reader["laterBy"];
  readonly recentOf?: Reader["recentOf"];
  readonly isSought?: Reader["isSought"];
}

/** Reads one account and region, past all caches of requests. A repeated call is not sent again. */
export function readerOf(
  clients: Clients,
  place: Place,
  { signal, held, others, laterBy, recentOf, isSought }: ReaderOptions = {},
): Reader {
  const accountId = place.account.accountId;
  const calls = new Map<string, Promise<unknown>>();
  const severalPages: string[] = [];
  let isWhole = true;

  async function call<Name extends ReadOperation>(
    operation: Name,
    input: Input<Name>,
    answerBytes?: AnswerBytes,
  ): Promise<Output<Name>> {
    try {
      const output = await clients.send("read", place, operation, input, {
        ...{ abortSignal: signal, attempts: 1 as const },
        ...(answerBytes && { answerBytes }),
      });
      isWhole &&= unfitOf(output) === undefined;
      return output;
    } catch (error) {
      if (error instanceof AnswerTooLarge) throw error;
      throw fromAws(error, "read", { operation, account: accountId, region: place.region }, input);
    }
  }

  function once<Answer>(callKey: string, answer: () => Promise<Answer>): Promise<Answer> {
    const running = calls.get(callKey) ?? answer();
    calls.set(callKey, running);
    return running as Promise<Answer>; // the key contains the operation and the input, which have one answer
  }

  async function listAll<Name extends ReadOperation, Row>(
    operation: Name,
    input: Input<Name>,
    rowsOf: (output: Output<Name>) => readonly Row[] | undefined,
  ): Promise<readonly Row[]> {
    const rows = new Map<string, Row>();
    const bounded = new BoundedPages(held?.bounds ?? UNBOUNDED, { operation, place });
    let nextToken: string | undefined;
    let pages = 0;
    let listed = 0;
    try {
      do {
        const page: Input<Name> = nextToken === undefined ? input : { ...input, nextToken };
        const answerBytes = new AnswerBytes(undefined, bounded.bytesLeft);
        const output = await call(operation, page, answerBytes);
        const came = rowsOf(output) ?? [];
        isWhole &&= came.every((row) => hasIdentity(operation, row));
        for (const row of came) rows.set(JSON.stringify(row), row);
        listed += came.length;
        pages += 1;
        nextToken = nextTokenOf(output);
        bounded.came(answerBytes.length, nextToken);
      } while (nextToken !== undefined);
    } catch (error) {
      // A parent that is deleted before the second page existed at the first: the list is incomplete.
      if (isNotFound(error) && pages === 0) return [];
      throw error instanceof AnswerTooLarge ? bounded.tooLarge() : error;
    }
    if (pages > 1) {
      // A row that was listed twice has moved while the list was read, and another may have been missed.
      const same = hash("sha256", [...rows.keys()].sort().join("\n"));
      severalPages.push(listed === rows.size ? same : randomUUID());
    }
    return [...rows.values()];
  }

  return {
    accountId,
    call: (operation, input) => once(`${operation} ${JSON.stringify(input)}`, () => call(operation, input)),
    list: (operation, input, rowsOf) =>
      once(`${operation} rows ${JSON.stringify(input)}`, () => listAll(operation, input, rowsOf)),
    held: <Sdk extends object, Row extends object, Name extends ReadOperation>(
      collection: Collection<Sdk, Row, Name>,
    ) => held?.lastListing(collection, place)?.rows,
    others: (ids) => once(`others ${ids.join()}`, async () => (await others?.(ids)) ?? []),
    laterBy: (operation) => once(`later ${operation}`, async () => (await laterBy?.(operation)) ?? []),
    recentOf: async (ids) => (await recentOf?.(ids)) ?? [],
    isSought: async (operations) => (await isSought?.(operations)) ?? false,
    get severalPages() {
      return severalPages.length === 0 ? undefined : severalPages.join(" ");
    },
    get isWhole() {
      return isWhole;
    },
  };
}

/** AWS's published examples of associations have no `associationId`: these rows need none. */
function hasIdentity(operation: ReadOperation, row: unknown): boolean {
  const identity = IDENTITIES[operation];
  return identity === undefined || (valueAt(row, identity) ?? "") !== "";
}
