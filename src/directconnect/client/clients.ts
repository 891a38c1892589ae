import * as sdk from "@aws-sdk/client-direct-connect";
import type { Account, Place } from "../accounts/accounts";
import { type AnswerBytes, boundAnswers } from "./answer-bytes";
import type { CallLimits } from "./call-limits";
import { ClientPool } from "./client-pool";
import { observeExpiry } from "./expired-credentials";
import { type CallKind, isExpiry } from "./failures";
import { KeptCredentials } from "../accounts/cached-credentials";
import { commandOf, type Input, type Operation, type Output } from "./operations";
import { checkRepeatedMembers } from "./repeated-members";
import { checkRepeatedRows } from "./repeated-rows";
import { observeThrottles } from "./throttles";
import { Attempt, type Fence } from "../write/attempt";
import { FencedHandler } from "../write/fenced-handler";
import { CheckedProtocol } from "./checked-protocol";
import { type Unfit, unfitOf } from "./unfit-values";

export interface ClientOptions {
  /** Another endpoint than AWS's, such as the emulator's; by default the SDK's own settings decide. */
  endpoint?: string;
  /** How long one attempt may take, in milliseconds. */
  timeoutMilliseconds: number;
  /** How many bytes one answer may have; unlimited by default. */
  maxAnswerBytes?: number;
  /** The number of attempts of a read. A write has one attempt. */
  readAttempts: number;
  /** How many SDK clients are held at once, one for reads and one for writes in each account and region. */
  mostClients?: number;
  /** The queue in which calls wait; no queue by default. */
  limits?: CallLimits | undefined;
}

export interface CallOptions {
  /** For a read of a collection: its queue group, as in `CallLimits`. */
  readonly group?: string | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Runs before each attempt of a change. */
  readonly fence?: Fence | undefined;
  /** Where the bytes of the answer are compared before they are parsed. */
  readonly answerBytes?: AnswerBytes | undefined;
  /** One attempt instead of `readAttempts`: for callers that repeat the read themselves. */
  readonly attempts?: 1;
}

/** Called for every call that was sent: for logs and metrics. */
export type CallObserver = (call: {
  kind: CallKind;
  operation: Operation;
  place: Place;
  milliseconds: number;
  /** AWS's id of the request, where AWS answered. */
  requestId?: string;
  /** The values of the answer that do not fit AWS's model. */
  unfit?: Unfit;
  /** AWS's answer. It contains key material: not for logs and metrics as it is. */
  output?: object;
  error?: unknown;
}) => void;

/** Called for every attempt that AWS refused for its rate, whether the SDK tries again or not. */
export type ThrottleObserver = (operation: string, place: Place) => void;

/** The smallest bound of the number of clients, used where few places are configured. */
const FEW_CLIENTS = 100;
/** Clients of one place: reads that the SDK tries again, reads that it does not, and writes. */
const CLIENTS_OF_PLACE = 3;

/** How many clients to hold: those of all configured places, and as many again for other regions. */
export function mostClients(accounts: readonly Account[]): number {
  const places = accounts.reduce((sum, { regions }) => sum + regions.length, 0);
  return Math.max(FEW_CLIENTS, 2 * CLIENTS_OF_PLACE * places);
}

/**
 * The SDK clients, one for reads and one for writes in each account and region, made when first needed.
 *
 * Reads reuse connections and are retried by the SDK. A write has one attempt, behind a fence, on a connection of its
 * own. Direct Connect has no client tokens, and by default the SDK sends a change again whose answer was lost. A
 * reused connection that AWS has just closed would fail a write without need.
 */
export class Clients {
  readonly #pool: ClientPool;

  constructor(
    private readonly options: ClientOptions,
    private readonly onCall: CallObserver = () => undefined,
    private readonly onThrottle: ThrottleObserver = () => undefined,
  ) {
    this.#pool = new ClientPool(options.mostClients ?? FEW_CLIENTS);
  }

  /**
   * Sends one operation; once more with new credentials where AWS answers that those of the signature have expired,
   * as it then executed nothing.
   * @throws GatewayError THROTTLED where too many calls wait to be sent; errors of the SDK, which `fromAws` translates.
   */
  async send<Name extends Operation>(
    kind: CallKind,
    place: Place,
    operation: Name,
    input: Input<Name>,
    options: CallOptions = {},
  ): Promise<Output<Name>> {
    const { group, abortSignal: signal } = options;
    const end = await this.options.limits?.enter({ kind, place, group, signal });
    try {
      return await this.#sendRenewed(kind, place, operation, input, options);
    } finally {
      end?.();
    }
  }

  async #sendRenewed<Name extends Operation>(
    kind: CallKind,
    place: Place,
    operation: Name,
    input: Input<Name>,
    options: CallOptions,
  ): Promise<Output<Name>> {
    const { credentials } = place.account;
    try {
      return await this.#sendOnce(kind, place, operation, input, options);
    } catch (error) {
      if (!isExpiry(error) || !(credentials instanceof KeptCredentials)) throw error;
      options.fence?.nothingDone();
      return this.#sendOnce(kind, place, operation, input, options);
    }
  }

  async #sendOnce<Name extends Operation>(
    kind: CallKind,
    place: Place,
    operation: Name,
    input: Input<Name>,
    { abortSignal, answerBytes, attempts, fence }: CallOptions,
  ): Promise<Output<Name>> {
    const attempt = fence && new Attempt(fence);
    const started = performance.now();
    try {
      const handed = {
        ...(abortSignal && { abortSignal }),
        ...(answerBytes && { answerBytes }),
        ...(attempt && { attempt }),
      };
      const output = await this.#use(kind, place, attempts, (client) =>
        client.send(commandOf(operation, input), handed),
      );
      checkRepeatedMembers(operation, input, output);
      checkRepeatedRows(operation, input, output);
      const { requestId } = output.$metadata;
      const milliseconds = performance.now() - started;
      const unfit = unfitOf(output);
      this.onCall({
        kind,
        operation,
        place,
        milliseconds,
        ...(requestId === undefined ? {} : { requestId }),
        ...(unfit && { unfit }),
        output,
      });
      return output as Output<Name>; // `send` types its answer by command, which the compiler cannot follow through the operation's name
    } catch (thrown) {
      const error = attempt === undefined ? thrown : attempt.failure(thrown);
      this.onCall({ kind, operation, place, milliseconds: performance.now() - started, error });
      throw error;
    }
  }

  /** Closes the connections of all clients. */
  close(): void {
    this.#pool.close();
  }

  #use<Result>(
    kind: CallKind,
    { account, region }: Place,
    attempts = kind === "read" ? this.options.readAttempts : 1,
    call: (client: sdk.DirectConnectClient) => Promise<Result>,
  ): Promise<Result> {
    const key = `${kind} ${attempts} ${account.accountId} ${region}`;
    return this.#pool.use(key, () => this.#make(kind, account, region, attempts), call);
  }

  #make(kind: CallKind, account: Account, region: string, attempts: number): sdk.DirectConnectClient {
    const { endpoint, timeoutMilliseconds, maxAnswerBytes = Infinity } = this.options;
    const { credentials } = account;
    const client = new sdk.DirectConnectClient({
      region,
      protocol: CheckedProtocol,
      ...(endpoint === undefined ? {} : { endpoint }),
      credentials: credentials instanceof KeptCredentials ? credentials.provide : credentials,
      maxAttempts: attempts,
      requestHandler:
        kind === "write"
          ? new FencedHandler({ bytes: maxAnswerBytes, milliseconds: timeoutMilliseconds })
          : {
              requestTimeout: timeoutMilliseconds,
              throwOnRequestTimeout: true,
              connectionTimeout: Math.min(timeoutMilliseconds, 3000),
            },
    });
    if (credentials instanceof KeptCredentials)
      observeExpiry(client, (accessKeyId) => credentials.forget(accessKeyId));
    observeThrottles(client, (operation) => {
      const place = { account, region };
      this.options.limits?.throttled(place);
      this.onThrottle(operation, place);
    });
    if (kind === "read") boundAnswers(client, { bytes: maxAnswerBytes, milliseconds: timeoutMilliseconds });
    client.middlewareStack.remove("loggerMiddleware"); // copies the whole output for a log that is not used
    return client;
  }
}
