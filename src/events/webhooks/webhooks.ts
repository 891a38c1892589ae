import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { type Caller, senderOf } from "../../auth/caller";
import { GatewayError } from "../../errors";
import { toJsonb } from "../../journal/stored-json";
import type { Clocks } from "../../scheduling/clocks";
import type { Database } from "../../store/database";
import type { Store } from "../../store/store";
import { cursorAfter, notACursor, numberOf, tooOld } from "../cursor";
import { type AuditedChange, type ChangesPage, readChanges } from "./change-audit";
import { readDeliveries, readDelivery, toDelivery } from "./delivery-pages";
import { changeOnce, type MadeChange } from "./keyed-change";
import { makeSecret, type SecretKeys } from "./secret-keys";
import type { Delivery, Webhook, WebhookContent } from "./webhook";
import { inConfigFile, noKeys, noWebhook, tooMany } from "./webhook-errors";
import {
  insertTest,
  insertWebhook,
  lockWebhook,
  readEnds,
  readWebhook,
  readWebhooks,
  renewDeliveries,
  toWebhook,
  updateWebhook,
  type WebhookRow,
} from "./webhook-statements";
import { type AllowedNetworks, checkWebhookUrl } from "./webhook-url";

/** How many webhooks a caller may have. */
export const MOST_WEBHOOKS = 20;
const HOUR = 3_600_000;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const ENABLED = { state: "enabled", disabled_reason: null, disabled_at: null } as const;
const PAUSED = { ...ENABLED, state: "paused" } as const;

/** One change of a webhook, as its caller requested it. */
export interface WebhookRequest {
  readonly caller: Caller;
  /** By default one that the gateway makes. */
  readonly key: string | undefined;
  /** Called with the key, and whether an earlier request made the change. */
  readonly reportKey: (key: string, replayed: boolean) => void;
  /** All that was requested: a repeat must have the same. */
  readonly input: object;
}

/** A webhook, and its secret where this request made it. */
export interface WebhookWithSecret {
  readonly webhook: Webhook;
  readonly secret: string | null;
}

/** The webhooks of callers: those that they made, and those that the config file has for them. */
export class Webhooks {
  constructor(
    private readonly store: Store,
    private readonly keys: SecretKeys,
    private readonly networks: AllowedNetworks,
    private readonly clocks: Pick<Clocks, "wall">,
    private readonly logger: Logger,
    /** Called where there may be something to deliver. */
    private readonly onDue: () => void = () => undefined,
  ) {}

  /** The webhooks of a caller, the oldest first. @throws GatewayError STORE_UNAVAILABLE */
  async list(caller: Caller): Promise<Webhook[]> {
    const rows = await this.store.read(senderOf(caller), (database) =>
      readWebhooks(database, caller.configuredName),
    );
    return rows.map(toWebhook);
  }

  /** @throws GatewayError NOT_FOUND where the caller has none of this id. */
  async get(caller: Caller, id: string): Promise<Webhook> {
    const row = await this.store.read(senderOf(caller), (database) =>
      UUID.test(id) ? readWebhook(database, caller.configuredName, id) : Promise.resolve(undefined),
    );
    if (row === undefined) throw noWebhook(id);
    return toWebhook(row);
  }

  /** The deliveries to a webhook, the newest first. @throws GatewayError STORE_UNAVAILABLE */
  async deliveries(
    caller: Caller,
    webhook: string,
    page: { before: number | null; limit: number; states?: readonly string[] | undefined },
  ): Promise<Delivery[]> {
    const rows = await this.store.read(senderOf(caller), (database) =>
      readDeliveries(database, webhook, page),
    );
    return rows.map(toDelivery);
  }

  /** The changes of webhooks that an auditor may see, the newest first. @throws GatewayError STORE_UNAVAILABLE */
  async changes(caller: Caller, page: ChangesPage): Promise<AuditedChange[]> {
    if (page.webhook !== undefined && !UUID.test(page.webhook)) return [];
    return this.store.read(senderOf(caller), (database) => readChanges(database, caller, page));
  }

  /** @throws GatewayError BAD_USER_INPUT; LIMIT_EXCEEDED; NOT_CONFIGURED where no key encrypts secrets. */
  async create(request: WebhookRequest, content: WebhookContent): Promise<WebhookWithSecret> {
    if (!this.keys.exist) throw noKeys();
    checkWebhookUrl(content.url, "input.url", this.networks);
    const { name, configuredName: caller } = request.caller;
    const id = randomUUID();
    const secret = makeSecret();
    const { webhook, isNew } = await this.#change("CreateWebhook", request, async (database) => {
      if ((await readWebhooks(database, caller)).length >= MOST_WEBHOOKS) throw tooMany(MOST_WEBHOOKS);
      const stored = this.keys.encrypt(secret, id);
      return insertWebhook(database, {
        ...{ ...content, id, caller, createdBy: name, secret: stored },
        createdAt: this.#now(),
      });
    });
    return { webhook, secret: isNew ? secret : null };
  }

  /**
   * @param changes members that are undefined stay as they are; `enabled` makes what was not delivered due again.
   * @throws GatewayError NOT_FOUND; BAD_USER_INPUT, also for what the config file says.
   */
  async update(
    request: WebhookRequest,
    id: string,
    { enabled, filter, ...changes }: Partial<WebhookContent> & { readonly enabled?: boolean | undefined },
  ): Promise<Webhook> {
    if (changes.url !== undefined) checkWebhookUrl(changes.url, "input.url", this.networks);
    const content = { ...changes, ...(filter !== undefined && { filter: toJsonb(filter) }) };
    const { webhook } = await this.#change("UpdateWebhook", request, async (database) => {
      const row = await this.#lock(database, request, id);
      if (row.is_configured && Object.keys(content).length > 0) throw inConfigFile(id);
      if (enabled === true && row.state !== "enabled") await renewDeliveries(database, id, this.#now());
      return updateWebhook(database, row, {
        ...content,
        ...(enabled !== undefined && (enabled ? ENABLED : PAUSED)),
      });
    });
    return webhook;
  }

  /** @throws GatewayError NOT_FOUND; BAD_USER_INPUT for a webhook of the config file. */
  async remove(request: WebhookRequest, id: string): Promise<void> {
    await this.#changeOnce("DeleteWebhook", request, async (database) => {
      const row = await this.#lock(database, request, id);
      if (row.is_configured) throw inConfigFile(id);
      await database.query.deleteFrom("webhooks").where("id", "=", id).execute();
      return { webhook: id, delivery: null };
    });
  }

  /**
   * Makes a new secret.
   * @param overlapHours how long deliveries are signed with the secret before, too.
   * @throws GatewayError NOT_FOUND; BAD_USER_INPUT for a webhook of the config file; NOT_CONFIGURED.
   */
  async rotate(request: WebhookRequest, id: string, overlapHours: number): Promise<WebhookWithSecret> {
    if (!this.keys.exist) throw noKeys();
    const secret = makeSecret();
    const { webhook, isNew } = await this.#change("RotateWebhookSecret", request, async (database) => {
      const row = await this.#lock(database, request, id);
      if (row.is_configured) throw inConfigFile(id);
      const isKept = overlapHours > 0;
      return updateWebhook(database, row, {
        secret: this.keys.encrypt(secret, id),
        previous_secret: isKept ? row.secret : null,
        previous_until: isKept ? new Date(this.clocks.wall() + overlapHours * HOUR) : null,
      });
    });
    return { webhook, secret: isNew ? secret : null };
  }

  /** Sends an event that is none, once. @returns its delivery. @throws GatewayError NOT_FOUND */
  async test(request: WebhookRequest, id: string): Promise<Delivery> {
    const { caller } = request;
    const { delivery } = await this.#changeOnce("TestWebhook", request, async (database) => {
      await this.#lock(database, request, id);
      const made = randomUUID();
      await insertTest(database, id, made, this.#now());
      return { webhook: id, delivery: made };
    });
    this.onDue();
    const row = await this.store.read(senderOf(caller), (database) =>
      readDelivery(database, id, delivery ?? ""),
    );
    if (row === undefined) throw noWebhook(id);
    return toDelivery(row);
  }

  /**
   * Has the events after a cursor delivered again.
   * @throws GatewayError NOT_FOUND; BAD_USER_INPUT for a cursor that the log does not have.
   */
  async redeliver(request: WebhookRequest, id: string, after: string): Promise<Webhook> {
    const number = numberOf(after);
    const { webhook } = await this.#change("RedeliverWebhook", request, async (database) => {
      const row = await this.#lock(database, request, id);
      const { last, purged } = await readEnds(database);
      if (number < purged) throw tooOld(number, purged);
      if (number > last) throw notACursor(cursorAfter(number));
      return updateWebhook(database, row, { position: String(Math.min(number, Number(row.position))) });
    });
    return webhook;
  }

  #now(): Date {
    return new Date(this.clocks.wall());
  }

  async #lock(database: Database, { caller }: WebhookRequest, id: string): Promise<WebhookRow> {
    const row = UUID.test(id) ? await lockWebhook(database, caller.configuredName, id) : undefined;
    if (row === undefined) throw noWebhook(id);
    return row;
  }

  /** Makes a change that leaves a webhook. @returns the webhook as it is now, and whether this request made the change. */
  async #change(
    operation: string,
    request: WebhookRequest,
    make: (database: Database) => Promise<WebhookRow>,
  ): Promise<{ readonly webhook: Webhook; readonly isNew: boolean }> {
    let row: WebhookRow | undefined;
    const { webhook } = await this.#changeOnce(operation, request, async (database) => {
      row = await make(database);
      return { webhook: row.id, delivery: null };
    });
    this.onDue();
    return row === undefined
      ? { webhook: await this.get(request.caller, webhook), isNew: false }
      : { webhook: toWebhook(row), isNew: true };
  }

  async #changeOnce(
    operation: string,
    { caller, key = randomUUID(), reportKey, input }: WebhookRequest,
    make: (database: Database) => Promise<MadeChange>,
  ): Promise<MadeChange> {
    const change = { caller: caller.name, key, operation, input, madeAt: this.#now() };
    // What the store's task throws would count as a failure of the store.
    const result = await this.store.use((database) =>
      changeOnce(database, change, make).catch((error: unknown) => {
        if (error instanceof GatewayError) return error;
        throw error;
      }),
    );
    if (result instanceof GatewayError) throw result;
    reportKey(key, "earlier" in result);
    if ("made" in result)
      this.logger.info(
        { caller: caller.name, operation, webhook: result.made.webhook },
        "a webhook was changed",
      );
    return "earlier" in result ? result.earlier : result.made;
  }
}
