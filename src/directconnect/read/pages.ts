import type { Place } from "../accounts";
import { AnswerBytes } from "../answer-bytes";
import type { Clients } from "../clients";
import type { Collection } from "../collections/collection";
import type { Input, ReadOperation } from "../operations";
import type { Reading } from "../snapshot";

/** One answer of a read, by which it is known again. */
export interface Page {
  readonly digest: string | undefined;
  /** How many rows came in it, and how many more that nothing tells apart. */
  readonly rows: number;
  readonly leftOut: number;
  readonly nextToken: string | undefined;
}

/** What was read of a collection the last time. */
interface ReadBefore {
  readonly reading?: Reading<object>;
  /** The answers that its rows came in, where they stand in the same order. */
  readonly pages?: readonly Page[] | undefined;
}

/** All rows of a collection in AWS's order, and the answers that they came in. */
interface ReadPages<Row extends object> {
  readonly rows: Row[];
  readonly pages: Page[];
}

/**
 * Reads all pages of a collection. What an answer says that is the same to the byte as before is at hand already.
 * @throws whatever the SDK throws; `fromAws` says what it means.
 */
export async function readPages<Sdk extends object, Row extends object, Name extends ReadOperation>(
  clients: Clients,
  collection: Collection<Sdk, Row, Name>,
  place: Place,
  { reading, pages: before = [] }: ReadBefore,
  abortSignal: AbortSignal,
): Promise<ReadPages<Row>> {
  const { operation, input } = collection;
  const known = (reading?.snapshot.rows ?? []) as readonly Row[]; // as both are of one collection
  const rows: Row[] = [];
  const pages: Page[] = [];
  let passed = 0;
  let nextToken: string | undefined;
  do {
    const page: Input<Name> = nextToken === undefined ? input : { ...input, nextToken };
    const earlier = reading === undefined ? undefined : before[pages.length];
    const answerBytes = new AnswerBytes(earlier?.digest);
    const output = await clients.send("read", place, operation, page, { abortSignal, answerBytes });
    if (earlier !== undefined && answerBytes.areSame) {
      rows.push(...known.slice(passed, passed + earlier.rows));
      pages.push(earlier);
    } else {
      const sdkObjects = collection.rowsOf(output) ?? [];
      const entered = enterAll(collection, sdkObjects, place);
      for (const row of entered) rows.push(row);
      const { nextToken } = output as { nextToken?: string }; // absent from the outputs of operations that do not page
      const leftOut = sdkObjects.length - entered.length;
      pages.push({ digest: answerBytes.digest, rows: entered.length, leftOut, nextToken });
    }
    passed += earlier?.rows ?? 0;
    nextToken = pages.at(-1)?.nextToken;
  } while (nextToken !== undefined && nextToken !== "");
  return { rows, pages };
}

/** Whether any answer came twice in a row. */
export function isRepeated(before: readonly Page[] | undefined, now: readonly Page[]): boolean {
  return now.some(({ digest }, index) => digest === before?.[index]?.digest);
}

function enterAll<Sdk extends object, Row extends object, Name extends ReadOperation>(
  { enter }: Collection<Sdk, Row, Name>,
  sdkObjects: readonly Sdk[],
  place: Place,
): Row[] {
  return sdkObjects.map((sdkObject) => enter(sdkObject, place)).filter((row) => row !== null);
}
