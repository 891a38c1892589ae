import type { ReceivedRequest } from "../src/emulator/wire/request-log";

/** What becomes of the answer to a change; each executes the change or does not, as its name says. */
const SPOILT_CHANGES = [
  "reset",
  "serverException",
  "resetAfterExecution",
  "truncatedBody",
  "serverExceptionAfterExecution",
  "neverAnswersAfterExecution",
  "executedLate",
  "htmlErrorPage",
  "malformedJson",
  "emptyObject",
  "emptyBody",
  "nullBody",
  "emptyStructures",
  "throttle",
] as const;

/** The listings by which the gateways find out what became of a change. */
const LISTINGS = [
  "DescribeConnections",
  "DescribeHostedConnections",
  "DescribeInterconnects",
  "DescribeLags",
  "DescribeVirtualInterfaces",
  "DescribeDirectConnectGateways",
  "DescribeTags",
] as const;

/** A busy emulator may end a connection that was idle for a while at the moment in which a request is sent on it. */
const ON_ITS_OWN_CONNECTION = { connection: "close" };

/** The emulator's control endpoint, and its Direct Connect, asked past every gateway. */
export class Emulator {
  constructor(readonly url: string) {}

  /** Spoils the answers to this change as often as `share` says, in every way alike; some cannot be stored as they are. */
  async spoilAnswers(operation: string, share: number): Promise<void> {
    await this.#control("POST", "faults", {
      ...{ kind: "memberText", operation, probability: share / 10, member: "location", text: "\u0000" },
    });
    // Each fault is tried where those before it did not strike.
    const probability = 1 - (1 - share) ** (1 / SPOILT_CHANGES.length);
    for (const kind of SPOILT_CHANGES) {
      await this.#control("POST", "faults", { kind, operation, probability, milliseconds: 150 });
    }
  }

  /** Makes listings lag by so many emulated seconds, shift between their pages, and answer without rows. */
  async spoilListings(share: number, lagSeconds: number): Promise<void> {
    for (const operation of LISTINGS) {
      await this.#control("POST", "faults", { kind: "shift", operation, probability: share, rows: 1 });
      await this.#control("POST", "faults", { kind: "emptyObject", operation, probability: share / 10 });
      await this.#control("POST", "faults", {
        kind: "lag",
        operation,
        probability: share,
        seconds: lagSeconds,
      });
    }
  }

  /** STS answers roles late as often as `share` says. */
  async slowCredentials(share: number, milliseconds: number): Promise<void> {
    await this.#control("POST", "faults", {
      ...{ kind: "latency", operation: "AssumeRole", probability: share, milliseconds },
    });
  }

  /** Refuses the next request of each of these changes for its rate. */
  async throttleNext(operations: Iterable<string>): Promise<void> {
    for (const operation of operations)
      await this.#control("POST", "faults", { kind: "throttle", operation, count: 1 });
  }

  /** Ends the credentials of all roles ahead of their time. */
  async expireCredentials(): Promise<void> {
    await this.#control("DELETE", "sessions");
  }

  async heal(): Promise<void> {
    await this.#control("DELETE", "faults");
  }

  async advance(milliseconds: number): Promise<void> {
    await this.#control("POST", "clock", { advance: milliseconds });
  }

  /** How many listings each fault has struck. */
  async spoiltListings(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const operation of LISTINGS) {
      for (const { fault } of await this.requests(operation))
        if (fault !== undefined) counts.set(fault, (counts.get(fault) ?? 0) + 1);
    }
    return counts;
  }

  /** All rows of a list, page by page. */
  async list(operation: string, account: string, member: string): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    for (let nextToken: unknown; ;) {
      const page = await this.execute(operation, account, nextToken ? { nextToken } : {});
      const listed = page[member];
      if (!Array.isArray(listed)) throw new Error(`${operation} answered ${JSON.stringify(page)}`);
      rows.push(...(listed as Record<string, unknown>[]));
      nextToken = page["nextToken"];
      if (!nextToken) return rows;
    }
  }

  async requests(operation: string): Promise<ReceivedRequest[]> {
    const { requests } = (await this.#control("GET", `requests?operation=${operation}`)) as {
      requests: ReceivedRequest[];
    };
    return requests;
  }

  /** One page's answer of a read operation. */
  async execute(operation: string, account: string, input: object): Promise<Record<string, unknown>> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: {
        ...ON_ITS_OWN_CONNECTION,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `OvertureService.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/directconnect/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  async #control(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/_emulator/${path}`, {
      method,
      headers: ON_ITS_OWN_CONNECTION,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The emulator refused ${method} ${path}: ${await response.text()}`);
    return response.json();
  }
}
