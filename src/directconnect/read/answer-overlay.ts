import type { Collection } from "../collections/collection";
import type { ReadOperation } from "../client/operations";
import type { RowChange } from "../write/row-change";
import { rowAfter, answeredBy } from "./row-overlay";

type Members = Readonly<Record<string, unknown>>;
type AnyCollection<Row extends object> = Pick<Collection<object, Row, ReadOperation>, "operation" | "input">;

/** Whether a collection is an answer that is no list, stored as its only row (see `answerTo`). */
export function isAnswer({ key }: { readonly key: string }): boolean {
  return key === "answer";
}

/** The same for an answer that is no list: those of tags and of the account's agreements contain changing values. */
export function answerAfter<Row extends object>(row: Row, read: AnyCollection<Row>, change: RowChange): Row {
  const { answer } = row as { answer?: Members }; // as `answerTo` makes it
  if (answer === undefined) return row;
  const after =
    read.operation === "DescribeTags" ? tagsAfter(answer, read, change) : agreementsAfter(answer, change);
  return after === answer ? row : { ...row, answer: after };
}

/** A resource that was made just now may not be shown yet. */
function tagsAfter(answer: Members, { input }: AnyCollection<object>, change: RowChange): Members {
  const { resourceArns = [] } = input as { resourceArns?: readonly string[] }; // DescribeTags's own
  if (!resourceArns.includes(change.id)) return answer;
  const listed = (answer["resourceTags"] ?? []) as readonly Members[]; // AWS's list of objects
  const listedTags = listed.find(({ resourceArn }) => resourceArn === change.id) ?? {
    resourceArn: change.id,
    tags: [],
  };
  const after = rowAfter(listedTags, answeredBy(change), change);
  if (after === listedTags) return answer;
  return { ...answer, resourceTags: [...listed.filter((row) => row !== listedTags), after] };
}

/** A confirmation without an agreement's name confirms the account's first. */
function agreementsAfter(answer: Members, change: RowChange): Members {
  const [first] = (answer["agreements"] ?? []) as readonly Members[]; // AWS's list of objects
  const { status } = change.members;
  if (status === undefined || first === undefined) return rowAfter(answer, answeredBy(change), change);
  const { agreementName = null } = first as { agreementName?: string };
  const put = [{ agreementName, status }];
  const elements = [{ member: "agreements", key: "agreementName", state: "status", put, removed: [] }];
  const named = { ...change, elements };
  return rowAfter(answer, answeredBy(named), named);
}
