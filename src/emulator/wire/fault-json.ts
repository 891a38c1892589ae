import { faultKinds, type Fault } from "./faults";
import { isStsOperation } from "../sts/security-token-service";
import { isOperationName } from "./shapes";

/** A fault as JSON names it, in the members of `Fault`. @throws RangeError for anything that is not one */
export function readFault(body: unknown): Fault {
  const kind = faultKinds.find((candidate) => candidate === readText(body, "kind"));
  if (!kind) throw new RangeError(`A fault's kind is one of: ${faultKinds.join(", ")}.`);
  const operation = readText(body, "operation");
  if (operation !== undefined && !isOperationName(operation) && !isStsOperation(operation)) {
    throw new RangeError(`Neither Direct Connect nor STS has an operation ${operation} here.`);
  }
  const error = readMember(body, "error");
  return {
    kind,
    operation,
    account: readText(body, "account"),
    region: readText(body, "region"),
    count: readNumber(body, "count"),
    probability: readNumber(body, "probability"),
    milliseconds: readNumber(body, "milliseconds"),
    seconds: readNumber(body, "seconds"),
    rows: readNumber(body, "rows"),
    body: readMember(body, "body"),
    member: readText(body, "member"),
    text: readText(body, "text"),
    bytes: readNumber(body, "bytes"),
    error: error === undefined ? undefined : readError(error),
  };
}

function readError(error: unknown): NonNullable<Fault["error"]> {
  return {
    name: readText(error, "name") ?? "DirectConnectClientException",
    message: readText(error, "message") ?? "",
    status: readNumber(error, "status"),
  };
}

/** A member that is a string or absent. @throws RangeError */
export function readText(body: unknown, name: string): string | undefined {
  const value = readMember(body, name);
  if (value !== undefined && typeof value !== "string") throw new RangeError(`${name} is a string.`);
  return value;
}

/** A member that is a number or absent. @throws RangeError */
export function readNumber(body: unknown, name: string): number | undefined {
  const value = readMember(body, name);
  if (value !== undefined && typeof value !== "number") throw new RangeError(`${name} is a number.`);
  return value;
}

function readMember(body: unknown, name: string): unknown {
  if (typeof body !== "object" || body === null) throw new RangeError("A JSON object is wanted here.");
  return new Map<string, unknown>(Object.entries(body)).get(name);
}
