import {
  AllocateHostedConnectionCommand,
  type Connection,
  DescribeConnectionsCommand,
  DescribeVirtualInterfacesCommand,
  DirectConnectClient,
  UpdateConnectionCommand,
  type VirtualInterface,
} from "@aws-sdk/client-direct-connect";
import { REGION } from "../estate";
import type { Allocation, BenchQuery, Change } from "../queries";

export type Filter = NonNullable<BenchQuery["filter"]>;
export type Carried = ReadonlyMap<string, readonly VirtualInterface[]>;
type Maybe<Value> = Value | Promise<Value>;

/** Where a peer has its rows from: the stock SDK on each request, or what was read at the last `reload`. */
export interface Source {
  connections(account: string): Maybe<readonly Connection[]>;
  /** By the id of the connection that carries them. */
  virtualInterfaces(account: string): Maybe<Carried>;
  /** Those that a filter lets through, by an index where there is one. */
  select(account: string, rows: readonly Connection[], filter: Filter): readonly Connection[];
  reload(): void | Promise<void>;
  allocate(account: string, allocation: Allocation): Promise<Connection>;
}

/** The peer's source, as the setting SOURCE says. */
export function sourceFromEnvironment(): Source {
  const sdk = new StockSdk();
  return process.env["SOURCE"] === "memory" ? new Memory(sdk) : sdk;
}

/** Direct Connect by the stock SDK: all pages, one after the other, as AWS hands them out. */
export class StockSdk implements Source {
  readonly #clients = new Map<string, DirectConnectClient>();

  async connections(account: string, region = REGION): Promise<Connection[]> {
    const rows: Connection[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#client(account, region).send(new DescribeConnectionsCommand({ nextToken }));
      rows.push(...(page.connections ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return rows;
  }

  async virtualInterfaces(account: string, region = REGION): Promise<Carried> {
    const carried = new Map<string, VirtualInterface[]>();
    let nextToken: string | undefined;
    do {
      const page = await this.#client(account, region).send(
        new DescribeVirtualInterfacesCommand({ nextToken }),
      );
      for (const row of page.virtualInterfaces ?? []) {
        const others = carried.get(row.connectionId ?? "");
        if (others === undefined) carried.set(row.connectionId ?? "", [row]);
        else others.push(row);
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return carried;
  }

  async rename({ account, connectionId, connectionName }: Change): Promise<void> {
    await this.#client(account).send(new UpdateConnectionCommand({ connectionId, connectionName }));
  }

  allocate(account: string, allocation: Allocation): Promise<Connection> {
    return this.#client(account).send(new AllocateHostedConnectionCommand(allocation));
  }

  select(_account: string, rows: readonly Connection[], filter: Filter): readonly Connection[] {
    const wanted = Object.entries(filter) as [keyof Filter, readonly string[]][];
    if (wanted.length === 0) return rows;
    return rows.filter((row) => wanted.every(([member, values]) => values.includes(row[member] ?? "")));
  }

  reload(): void {
    // Nothing is kept.
  }

  #client(account: string, region = REGION): DirectConnectClient {
    const key = `${account} ${region}`;
    let client = this.#clients.get(key);
    if (client === undefined) {
      const credentials = { accessKeyId: account, secretAccessKey: "bench" };
      client = new DirectConnectClient({ region, credentials });
      this.#clients.set(key, client);
    }
    return client;
  }
}

interface Estate {
  connections: readonly Connection[];
  carried: Carried;
  byId: ReadonlyMap<string, readonly Connection[]>;
  byLag: ReadonlyMap<string, readonly Connection[]>;
}

/** Rows kept in memory and indexed; a row that was never requested is read at its first request. */
class Memory implements Source {
  readonly #estates = new Map<string, Estate>();

  constructor(private readonly sdk: StockSdk) {}

  connections(account: string): Maybe<readonly Connection[]> {
    return (
      this.#estates.get(account)?.connections ?? this.#read(account).then((estate) => estate.connections)
    );
  }

  virtualInterfaces(account: string): Maybe<Carried> {
    return this.#estates.get(account)?.carried ?? this.#read(account).then((estate) => estate.carried);
  }

  select(account: string, rows: readonly Connection[], filter: Filter): readonly Connection[] {
    const { connectionId, lagId } = filter;
    const estate = this.#estates.get(account);
    if (connectionId !== undefined) return connectionId.flatMap((id) => estate?.byId.get(id) ?? []);
    if (lagId !== undefined) return lagId.flatMap((id) => estate?.byLag.get(id) ?? []);
    return this.sdk.select(account, rows, filter);
  }

  allocate(account: string, allocation: Allocation): Promise<Connection> {
    return this.sdk.allocate(account, allocation);
  }

  async reload(): Promise<void> {
    for (const account of this.#estates.keys()) await this.#read(account);
  }

  async #read(account: string): Promise<Estate> {
    const [connections, carried] = await Promise.all([
      this.sdk.connections(account),
      this.sdk.virtualInterfaces(account),
    ]);
    const index = (member: "connectionId" | "lagId") => {
      const rows = new Map<string, Connection[]>();
      for (const row of connections)
        rows.set(row[member] ?? "", [...(rows.get(row[member] ?? "") ?? []), row]);
      return rows;
    };
    const estate = { connections, carried, byId: index("connectionId"), byLag: index("lagId") };
    this.#estates.set(account, estate);
    return estate;
  }
}
