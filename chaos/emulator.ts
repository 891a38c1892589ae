import type { ReceivedRequest } from "../src/emulator/wire/request-log";

/** What is lost of an answer; each executes the change or does not, as its name says. */
const KINDS = [
  "reset",
  "serverException",
  "resetAfterExecution",
  "truncatedBody",
  "serverExceptionAfterExecution",
  "neverAnswersAfterExecution",
  "executedLate",
  "htmlErrorPage",
  "malformedJson",
] as const;

/** The emulator's control endpoint, and its Direct Connect, asked past every gateway. */
export class Emulator {
  constructor(readonly url: string) {}

  /** Loses the answers to these operations, as often as `share` says, in every way alike. */
  async loseAnswers(operations: readonly string[], share: number): Promise<void> {
    // Each fault is tried where those before it did not strike.
    const probability = 1 - (1 - share) ** (1 / KINDS.length);
    for (const operation of operations) {
      for (const kind of KINDS) {
        await this.#control("POST", "faults", { kind, operation, probability, milliseconds: 150 });
      }
    }
  }

  async heal(): Promise<void> {
    await this.#control("DELETE", "faults");
  }

  async advance(milliseconds: number): Promise<void> {
    await this.#control("POST", "clock", { advance: milliseconds });
  }

  async requests(operation: string): Promise<ReceivedRequest[]> {
    const { requests } = (await this.#control("GET", `requests?operation=${operation}`)) as {
      requests: ReceivedRequest[];
    };
    return requests;
  }

  /** One page's answer of a read operation. */
  async ask(operation: string, account: string, input: object): Promise<Record<string, unknown>> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: {
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
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The emulator refused ${method} ${path}: ${await response.text()}`);
    return response.json();
  }
}
