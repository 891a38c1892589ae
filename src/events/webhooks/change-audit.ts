import type { Caller } from "../../auth/caller";
import { badInput } from "../../errors";
import { fromJsonb, toStored } from "../../journal/stored-json";
import { quoted } from "../../observability/secrets";
import type { Database } from "../../store/database";
import type { JsonValue } from "../../store/json";
import type { ChangeEventType, WatchedResourceType } from "../../types/change-event";
import { nameInGraph } from "../event-names";

/** A change of a webhook as auditors see it. */
export interface AuditedChange {
  readonly number: number;
  /** The name of the caller, or of the person behind it, who made it. */
  readonly caller: string;
  readonly key: string;
  /** Such as `CreateWebhook`. */
  readonly operation: string;
  readonly webhookId: string;
  /** What was requested, without secrets; null for changes of versions that did not store it. */
  readonly input: object | null;
  readonly madeAt: Date;
}

/** The members of inputs that are not shown as they are. */
interface ChangeInput {
  readonly url?: string | null;
  readonly filter?: {
    readonly types?: readonly ChangeEventType[] | null;
    readonly resourceTypes?: readonly WatchedResourceType[] | null;
  } | null;
}

export interface ChangesPage {
  /** The number of the change that the page begins after; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
  /** Only changes of this webhook. */
  readonly webhook?: string | undefined;
}

/**
 * The input of a change without secrets, with the names of the graph: of a URL its origin alone, as many receivers are
 * known by a secret path.
 */
export function shownInput(input: object): JsonValue {
  const { url, filter, ...members } = input as ChangeInput; // members of these names have these types in every input
  return toStored({
    ...members,
    ...(url != null && { url: originOf(url) }),
    ...(filter !== undefined && { filter: filter === null ? null : shownFilter(filter) }),
  });
}

function shownFilter({ types, resourceTypes, ...members }: NonNullable<ChangeInput["filter"]>): object {
  return {
    ...members,
    ...(types != null && { types: types.map(nameInGraph) }),
    ...(resourceTypes != null && { resourceTypes: resourceTypes.map(nameInGraph) }),
  };
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

/**
 * The changes of webhooks, the newest first: of all callers for those who are granted all accounts, since a webhook
 * may be about any; for others those of their own webhooks.
 */
export async function readChanges(
  { query, sql }: Database,
  { configuredName, grants }: Pick<Caller, "configuredName" | "grants">,
  { before, limit, webhook }: ChangesPage,
): Promise<AuditedChange[]> {
  let rows = query.selectFrom("webhook_changes").selectAll();
  if (grants !== "all") {
    const own = sql<boolean>`(caller = ${configuredName} or starts_with(caller, ${`${configuredName}:`}))`;
    rows = rows.where(own);
  }
  if (webhook !== undefined) rows = rows.where("webhook", "=", webhook);
  if (before !== null) rows = rows.where("number", "<", String(before));
  const found = await rows.orderBy("number", "desc").limit(limit).execute();
  return found.map(({ number, caller, key, operation, webhook: webhookId, input, made_at: madeAt }) => ({
    ...{ caller, key, operation, webhookId, madeAt },
    number: Number(number),
    input: input === null ? null : (fromJsonb(input as JsonValue) as object), // `shownInput` made it
  }));
}

const CURSOR = /^webhook-change:(\d{1,15})$/;

/** The opaque form of a position in the list of changes. */
export function changeCursor(number: number): string {
  return Buffer.from(`webhook-change:${number}`).toString("base64url");
}

/** @throws GatewayError BAD_USER_INPUT for an invalid cursor. */
export function changeNumberOf(cursor: string): number {
  const [, number] = CURSOR.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (number !== undefined) return Number(number);
  throw badInput([
    { argument: "after", sent: quoted(cursor), allowed: "a cursor of the changes of webhooks" },
  ]);
}
