import type { Logger } from "pino";
import { Repeated } from "../../directconnect/write/repeated";
import type { Clocks } from "../../scheduling/clocks";
import type { Store } from "../../store/store";
import { type ConfiguredWebhook, storeConfigured } from "./configured-webhooks";
import type { SecretKeys } from "./secret-keys";
import { encryptAgain } from "./webhook-statements";

/** The interval of the checks for work, in milliseconds. */
const RUN_INTERVAL = 1_000;

export interface WebhookRunDependencies {
  readonly store: Store;
  readonly keys: SecretKeys;
  /** The webhooks of the config file. */
  readonly configured: readonly ConfiguredWebhook[];
  readonly clocks: Pick<Clocks, "wall">;
  readonly logger: Logger;
}

/** The work for webhooks that no request waits for. */
export class WebhookRuns {
  readonly #runs = new Repeated(RUN_INTERVAL, () => this.#run());
  #isPrepared = false;

  constructor(private readonly dependencies: WebhookRunDependencies) {}

  start(): void {
    this.#runs.start();
  }

  close(): Promise<void> {
    return this.#runs.close();
  }

  /** Opens nothing where there is no webhook. */
  async #run(): Promise<void> {
    const { store, configured, logger } = this.dependencies;
    if (!store.isOpen && configured.length === 0) return;
    try {
      if (!this.#isPrepared) await this.#prepare();
    } catch (error) {
      logger.warn({ err: error }, "webhooks could not be served; it is tried again");
    }
  }

  /** Once in a process: the config file and the keys change at a start alone. */
  async #prepare(): Promise<void> {
    const { store, keys, configured, clocks } = this.dependencies;
    await store.use((database) => storeConfigured(database, configured, keys, new Date(clocks.wall())));
    if (keys.exist) await store.use((database) => encryptAgain(database, keys));
    this.#isPrepared = true;
  }
}
