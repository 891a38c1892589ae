const PREFIX = "fault-page-";
let pages = 0;

/** The body of a page, with a next page that is the first once more. */
export function withNextPage(body: string, page: "same" | "other"): string {
  const members = JSON.parse(body) as object;
  const nextToken = `${PREFIX}${page === "same" ? 0 : (pages += 1)}`;
  return JSON.stringify({ ...members, nextToken });
}

/** The input of a request, which begins anew where its page token was made by a fault. */
export function withoutFaultPage(input: unknown): unknown {
  if (typeof input !== "object" || input === null || !("nextToken" in input)) return input;
  const { nextToken, ...others } = input;
  return typeof nextToken === "string" && nextToken.startsWith(PREFIX) ? others : input;
}
