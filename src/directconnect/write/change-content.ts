import { type ChangeContent, contentText, fits } from "../../journal/fingerprint";
import { parseArn } from "../accounts/arn";
import type { Place } from "../accounts/accounts";
import { asAws } from "./write-door";

/** A change in the words of its caller. */
interface StatedChange {
  readonly operation: string;
  readonly place: Place;
  readonly input: object;
}

/** The input members in which AWS accepts ids and ARNs, and which are sent unchanged. */
const IDS_OR_ARNS: ReadonlySet<string> = new Set(["connectionIdentifiers"]);

/**
 * The content by which two changes are the same. An ARN in the account of the change counts as the id in it, whatever its
 * region: AWS's ids are unique over regions, and a group has members of all of them. One of another account does not,
 * since the id alone would mean something else.
 */
export function contentOf(change: StatedChange): ChangeContent {
  const { place } = change;
  const content = contentAsSent(change);
  const input = Object.entries(content.input).map(([name, value]: [string, unknown]) =>
    IDS_OR_ARNS.has(name) && Array.isArray(value)
      ? [name, value.map((id) => idAt(id, place))]
      : [name, value],
  );
  return { ...content, input: Object.fromEntries(input) as object };
}

/**
 * Whether a change is the one that a fingerprint was made of.
 * @param fingerprint of an entry. Earlier releases made it of ARNs as they were sent.
 */
export async function isSameChange(fingerprint: string, change: StatedChange): Promise<boolean> {
  const [content, asSent] = [contentOf(change), contentAsSent(change)];
  if (await fits(fingerprint, content)) return true;
  return contentText(content) !== contentText(asSent) && fits(fingerprint, asSent);
}

function contentAsSent({ operation, place, input }: StatedChange): ChangeContent {
  return { operation, account: place.account.accountId, region: place.region, input: asAws(input) };
}

function idAt(id: unknown, { account }: Place): unknown {
  const arn = typeof id === "string" ? parseArn(id) : null;
  return arn?.account === account.accountId ? arn.resourceId : id;
}
