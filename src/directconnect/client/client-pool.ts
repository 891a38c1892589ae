import type { DirectConnectClient } from "@aws-sdk/client-direct-connect";
import { LRUCache } from "lru-cache";

interface Pooled {
  readonly client: DirectConnectClient;
  /** Calls in progress. */
  calls: number;
}

/**
 * SDK clients by purpose. Callers may name any region, and each client holds connections: above a maximum, the
 * least recently used one is removed. Its connections are closed once its last call has ended.
 */
export class ClientPool {
  readonly #clients: LRUCache<string, Pooled>;
  /** Clients that were removed while calls were in progress. */
  readonly #removed = new Set<Pooled>();

  /** @param most the maximum number of clients. */
  constructor(most: number) {
    this.#clients = new LRUCache({
      max: most,
      dispose: (pooled) => {
        if (pooled.calls > 0) this.#removed.add(pooled);
        else pooled.client.destroy();
      },
    });
  }

  /** Makes a call with the client that is held under a key, or with a new one. */
  async use<Result>(
    key: string,
    make: () => DirectConnectClient,
    call: (client: DirectConnectClient) => Promise<Result>,
  ): Promise<Result> {
    let pooled = this.#clients.get(key);
    if (pooled === undefined) {
      pooled = { client: make(), calls: 0 };
      this.#clients.set(key, pooled);
    }
    pooled.calls += 1;
    try {
      return await call(pooled.client);
    } finally {
      pooled.calls -= 1;
      if (pooled.calls === 0 && this.#removed.delete(pooled)) pooled.client.destroy();
    }
  }

  /** Closes the connections of all clients, even while calls are in progress. */
  close(): void {
    this.#clients.clear();
    for (const { client } of this.#removed) client.destroy();
    this.#removed.clear();
  }
}
