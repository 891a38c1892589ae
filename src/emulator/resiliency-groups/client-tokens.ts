import { clientError } from "../errors";
import type { Call } from "../call";
import { defineTable } from "../state/table";

const day = 24 * 60 * 60_000;

interface UsedToken {
  readonly key: string;
  readonly until: number;
  readonly input: string;
  /** The id of what the first request made or changed. */
  readonly resourceId: string;
}

const usedTokens = defineTable<UsedToken>()({ name: "client tokens", id: (used) => used.key, indexes: {} });

/**
 * Executes a request once for its client token: DOMAIN J.3, modelled on other services, as AWS does not say what a token
 * does that comes again.
 * @param execute makes or changes something; gives its id.
 * @returns the id of what this request, or the first with the same token, made or changed.
 * @throws DirectConnectClientException where the token came with another input
 */
export function onceFor(
  operation: string,
  { clientToken, ...input }: { clientToken?: string | undefined },
  call: Call,
  execute: () => string,
): string {
  if (clientToken === undefined || call.rules.ignoreClientTokens) return execute();
  if (clientToken.length < 1 || clientToken.length > 128)
    throw clientError("The client token must be 1 to 128 characters.");
  const table = call.store.table(usedTokens);
  const key = `${call.account} ${call.region} ${operation} ${clientToken}`;
  const used = table.get(key);
  const text = JSON.stringify(input);
  if (used !== undefined && used.until > call.now) {
    if (used.input === text) return used.resourceId;
    throw clientError(`The client token ${clientToken} was already used with different parameters.`);
  }
  const resourceId = execute();
  // Tokens are held for a day: those that have passed are forgotten, so that they do not grow without end.
  for (const { key: past, until } of table.all()) if (until <= call.now) table.remove(past);
  table.insert({ key, until: call.now + day, input: text, resourceId });
  return resourceId;
}
