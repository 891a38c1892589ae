/** What can go wrong on the wire. "After execution" means that the world has changed all the same. */
export const faultKinds = [
  /** ThrottlingException "Rate exceeded"; nothing executed. */
  "throttle",
  /** DirectConnectServerException; nothing executed. */
  "serverException",
  /** An error of any name, message and status, for instance AccessDeniedException; nothing executed. */
  "error",
  /** Executed, then a 500. */
  "serverExceptionAfterExecution",
  /** The socket is reset; nothing executed. */
  "reset",
  /** Executed, then the socket is reset. */
  "resetAfterExecution",
  /** Executed, then half of the body and the end of the connection. */
  "truncatedBody",
  /** Nothing executed, no answer until the client gives up. */
  "neverAnswers",
  /** Executed, no answer until the client gives up. */
  "neverAnswersAfterExecution",
  /** The socket is reset first; executed `milliseconds` later. */
  "executedLate",
  /** Executed, then answered with an HTML error page of a proxy, 502. */
  "htmlErrorPage",
  /** Executed, then answered 200 with a body that is no JSON. */
  "malformedJson",
  /** Executed, then answered truly but under the wrong content type. */
  "wrongContentType",
  /** Executed, the body arrives in drips spread over `milliseconds`. */
  "trickle",
  /** Executed and answered `milliseconds` late. */
  "latency",
  /** Executed and answered when the faults are cleared, and not before. */
  "held",
  /** Executed when the faults are cleared, and not before; then the socket is reset. */
  "heldThenReset",
  /** Executed, then answered 200 with an object without members. */
  "emptyObject",
  /** Executed, then answered 200 with no body. */
  "emptyBody",
  /** Executed, then answered 200 with the JSON text `null`. */
  "nullBody",
  /** Executed, then answered 200 with the structures of the answer alone, each of them without members. */
  "emptyStructures",
  /** Nothing executed, answered 200 with `body`. */
  "givenBody",
  /** A read is answered as things were `seconds` emulated seconds before: a list that lags. */
  "lag",
  /** A page that follows another begins `rows` rows too late, or too early where negative: a list that shifts. */
  "shift",
  /** Executed, then answered with `text` at the end of each member of the name `member`. */
  "memberText",
  /** Executed; each page names the same next page, which is the first once more. */
  "sameNextToken",
  /** Executed; each page names another next page, which is the first once more. */
  "endlessPages",
  /** Executed, then blanks until the body has `bytes`. */
  "largeBody",
] as const;

/** What makes a read untrue; a change is never struck by it. */
const readFaults: ReadonlySet<string> = new Set(["lag", "shift"]);

export type FaultKind = (typeof faultKinds)[number];

/** One fault, waiting for requests that match it. */
export interface Fault {
  readonly kind: FaultKind;
  /** An operation's name; without it every operation. */
  readonly operation?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** How many matching requests it strikes; without it all. */
  readonly count?: number | undefined;
  /** How likely it strikes a matching request, 0 to 1; without it always. */
  readonly probability?: number | undefined;
  /** For latency, trickle and executedLate. */
  readonly milliseconds?: number | undefined;
  /** For lag, emulated seconds. What changed before the fault was put is shown at once. */
  readonly seconds?: number | undefined;
  /** For shift: rows that are left out (1 by default), or shown again where negative. */
  readonly rows?: number | undefined;
  /** For kind "memberText". */
  readonly member?: string | undefined;
  readonly text?: string | undefined;
  /** For largeBody. */
  readonly bytes?: number | undefined;
  /** For givenBody: what is answered, as JSON; an object without members by default. */
  readonly body?: unknown;
  /** For kind "error". */
  readonly error?: { name: string; message: string; status?: number | undefined } | undefined;
}

/** The faults in force. The first that matches strikes. */
export class Faults {
  private faults: { fault: Fault; left: number }[] = [];

  constructor(
    private readonly random: () => number = Math.random,
    private readonly onClear: () => void = () => undefined,
  ) {}

  /** Puts a fault on the wire. @throws RangeError for a count, probability or delay that makes no sense */
  add(fault: Fault): void {
    const { count = Infinity, probability = 1, milliseconds = 0, seconds = 0, rows = 1 } = fault;
    if (!(count >= 1)) throw new RangeError("A fault's count is at least 1.");
    if (!(probability >= 0 && probability <= 1)) throw new RangeError("A fault's probability is 0 to 1.");
    if (!(milliseconds >= 0)) throw new RangeError("A fault's milliseconds are 0 or more.");
    if (!(seconds >= 0)) throw new RangeError("A fault's seconds are 0 or more.");
    if (!Number.isInteger(rows) || rows === 0)
      throw new RangeError("A fault's rows are a whole number but 0.");
    if (fault.kind === "error" && !fault.error)
      throw new RangeError('A fault of kind "error" names the error.');
    if (fault.kind === "memberText" && (fault.member === undefined || fault.text === undefined))
      throw new RangeError('A fault of kind "memberText" names the member and the text.');
    this.faults.push({ fault, left: count });
  }

  list(): readonly Fault[] {
    return this.faults.map(({ fault }) => fault);
  }

  clear(): void {
    this.faults = [];
    this.onClear();
  }

  /** The longest time that a list lags, in emulated milliseconds. */
  get longestLag(): number {
    return (
      Math.max(0, ...this.faults.map(({ fault }) => (fault.kind === "lag" ? (fault.seconds ?? 0) : 0))) * 1000
    );
  }

  /** The fault that strikes this request, counted down; else undefined. */
  strike(request: { operation: string; account: string; region: string; input: unknown }): Fault | undefined {
    const struck = this.faults.find(
      ({ fault }) =>
        canStrike(fault.kind, request) &&
        (fault.operation ?? request.operation) === request.operation &&
        (fault.account ?? request.account) === request.account &&
        (fault.region ?? request.region) === request.region &&
        (fault.probability ?? 1) > this.random(),
    );
    if (!struck) return undefined;
    struck.left -= 1;
    if (struck.left <= 0) this.faults = this.faults.filter((entry) => entry !== struck);
    return struck.fault;
  }
}

function canStrike(kind: FaultKind, { operation, input }: { operation: string; input: unknown }): boolean {
  if (!readFaults.has(kind)) return true;
  if (!/^(Describe|List|Get)/.test(operation)) return false;
  return kind === "lag" || (typeof input === "object" && input !== null && "nextToken" in input);
}
