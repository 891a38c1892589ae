import {
  DirectConnectClientException,
  DirectConnectServerException,
  TooManyTagsException,
  DuplicateTagKeysException,
} from "@aws-sdk/client-direct-connect";
import { emulatedAccounts } from "../../../src/config/emulated-accounts";
import { CallLimits } from "../../../src/directconnect/client/call-limits";
import { fromAws, isNotFound, isThrottle } from "../../../src/directconnect/client/failures";
import { Attempt } from "../../../src/directconnect/write/attempt";
import { GatewayError } from "../../../src/errors";
import { OPEN_FENCE } from "../../open-fence";

const call = { operation: "CreateConnection", account: "111111111111", region: "us-east-1" };
const $metadata = { requestId: "6c1c5a4e", httpStatusCode: 400 };

const refusal = (message: string) => new DirectConnectClientException({ message, $metadata });
/** An error as the SDK makes it of a name that the service's model does not have. */
const named = (name: string, message = "said AWS") =>
  Object.assign(new Error(message), { name, $metadata, $fault: "client" });
const socket = (code: string, name = "Error") =>
  Object.assign(new Error(`connect ${code} 10.1.2.3:443`), { name, code });

describe("by the message of a DirectConnectClientException", () => {
  test.each([
    ["Could not find Connection with ID dxcon-1", "NOT_FOUND"],
    ["Connection does not exist", "NOT_FOUND"],
    ["111111111111 DescribeHostedConnections failed for connection dxcon-1 doesn't exist.", "NOT_FOUND"],
    ["Association Proposal 1 is not found", "NOT_FOUND"],
    ["Account 1 is not an authorized Direct Connect partner in us-west-1.: ", "FORBIDDEN"],
    ["Connection dxcon-1 is in a transitioning state.", "CONFLICT"],
    ["ConfirmConnection failed. dxcon-1 is in state requested", "CONFLICT"],
    ["Direct Connect Gateway Association Proposal  has been accepted!", "CONFLICT"],
    ["VLAN 101 is already in use", "CONFLICT"],
    ["The specified Connection ID is not available", "CONFLICT"],
    ["Account 1 has reached the limit of 10 active connections at location EqDC2.", "QUOTA_EXCEEDED"],
    ["Cannot allocate VirtualInterface for the connection owner.", "REJECTED"],
    ["an unknown message", "REJECTED"],
  ])("%s: %s", (message, code) => {
    const error = fromAws(refusal(message), "write", call);
    expect(error).toMatchObject({
      message,
      extensions: {
        code,
        retryable: false,
        aws: { ...call, error: "DirectConnectClientException", requestId: "6c1c5a4e" },
      },
    });
  });
});

describe("by the name of the error, whatever its HTTP status", () => {
  test.each([
    ["AccessDeniedException", "FORBIDDEN", false],
    ["LimitExceededException", "QUOTA_EXCEEDED", false],
    ["ValidationException", "REJECTED", false],
    ["SerializationException", "REJECTED", false],
    ["UnknownOperationException", "REJECTED", false],
    ["UnrecognizedClientException", "UPSTREAM_CREDENTIALS", false],
    ["InvalidSignatureException", "UPSTREAM_CREDENTIALS", false],
    ["ExpiredTokenException", "UPSTREAM_CREDENTIALS", true],
    ["CredentialsProviderError", "UPSTREAM_CREDENTIALS", false],
    ["ThrottlingException", "THROTTLED", true],
    ["TooManyRequestsException", "THROTTLED", true],
  ])("%s: %s, retryable %s", (name, code, retryable) => {
    for (const kind of ["read", "write"] as const) {
      expect(fromAws(named(name), kind, call)).toMatchObject({ extensions: { code, retryable } });
    }
  });

  test("tags: too many, and one twice", () => {
    const message = "tags";
    expect(fromAws(new TooManyTagsException({ message, $metadata }), "write", call).code).toBe(
      "QUOTA_EXCEEDED",
    );
    expect(fromAws(new DuplicateTagKeysException({ message, $metadata }), "write", call).code).toBe(
      "REJECTED",
    );
  });

  test("a server's fault with status 400 is still a server's fault", () => {
    const fault = new DirectConnectServerException({ message: "oops", $metadata });
    expect(fromAws(fault, "read", call)).toMatchObject({
      extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true },
    });
    expect(fromAws(fault, "write", call)).toMatchObject({
      extensions: { code: "OUTCOME_UNKNOWN", retryable: false },
    });
  });
});

/** What an attempt to send a change ends with, where its socket fails after its first byte or before. */
function attempted(error: Error, isSent: boolean): unknown {
  const attempt = new Attempt(OPEN_FENCE);
  if (isSent) attempt.begin();
  return attempt.failure(error);
}

test.each([{}, { nextToken: "more", maxResults: 100 }])(
  "a list of everything (%j) is not missing: it could not be read",
  (input) => {
    const error = fromAws(refusal("Account 111111111111 does not exist"), "read", call, input);
    expect(error).toMatchObject({ extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true } });
    const byId = fromAws(refusal("Connection does not exist"), "read", call, { connectionId: "dxcon-1" });
    expect(isNotFound(byId)).toBe(true);
  },
);

describe("the message of a failed read", () => {
  test.each<[string, Error]>([
    ["ECONNREFUSED", socket("ECONNREFUSED")],
    ["ECONNRESET", socket("ECONNRESET")],
    ["StsUnavailableError", named("StsUnavailableError")],
    ["ThrottlingException", named("ThrottlingException")],
    ["CredentialsProviderError", named("CredentialsProviderError")],
  ])("does not state that nothing was sent: %s", (_, thrown) => {
    const read = { ...call, operation: "DescribeConnections" };
    expect(fromAws(thrown, "read", read).message).not.toMatch(/nothing was sent/i);
  });

  test("that of a change that was not sent does", () => {
    const unsent = attempted(socket("ECONNREFUSED"), false);
    expect(fromAws(unsent, "write", call).message).toMatch(/nothing was sent/i);
    expect(fromAws(named("StsUnavailableError"), "write", call).message).toMatch(/nothing was sent/i);
  });

  test.each(["read", "write"] as const)("where too many calls wait: %s", async (kind) => {
    const [account] = emulatedAccounts();
    if (account === undefined) throw new Error("The emulator has accounts.");
    const limits = new CallLimits(1, 1); // 10,000 calls may wait
    const end = new AbortController();
    const place = { account, region: "us-east-1" };
    const calls = Array.from({ length: 10_010 }, () => limits.enter({ kind, place, signal: end.signal }));
    const refused: unknown[] = [];
    for (const one of calls) one.catch((error: unknown) => refused.push(error));
    await new Promise(setImmediate);
    end.abort();
    await Promise.allSettled(calls);
    const messages = refused.filter((error) => error instanceof GatewayError).map(({ message }) => message);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message.includes("nothing was sent")).toBe(kind === "write");
  });
});

describe("without an answer", () => {
  test.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"])(
    "%s before anything was sent can be sent again; after it, a change may have been executed",
    (code) => {
      for (const [thrown, kind] of [
        [socket(code), "read"],
        [attempted(socket(code), false), "write"],
      ] as const) {
        expect(fromAws(thrown, kind, call)).toMatchObject({
          extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true },
        });
      }
      expect(fromAws(attempted(socket(code), true), "write", call)).toMatchObject({
        extensions: { code: "OUTCOME_UNKNOWN", retryable: false },
      });
    },
  );

  test.each([
    ["a time-out", named("TimeoutError"), "UPSTREAM_TIMEOUT"],
    ["an abort", named("AbortError"), "UPSTREAM_TIMEOUT"],
    ["a reset, which the SDK names a time-out", socket("ECONNRESET", "TimeoutError"), "UPSTREAM_UNAVAILABLE"],
    ["something thrown that is no error", "?", "UPSTREAM_UNAVAILABLE"],
  ])("%s of a read: %s", (_what, thrown, code) => {
    expect(fromAws(thrown, "read", call)).toMatchObject({ extensions: { code, retryable: true } });
    expect(fromAws(thrown, "write", call)).toMatchObject({
      extensions: { code: "OUTCOME_UNKNOWN", retryable: false },
    });
  });

  test("no AWS error and request id are made up", () => {
    expect(fromAws(socket("ECONNRESET"), "read", call).extensions["aws"]).toEqual(call);
  });
});

test("texts of sockets and credential providers do not reach the caller", () => {
  for (const thrown of [
    socket("ECONNREFUSED"),
    socket("ECONNRESET"),
    named("CredentialsProviderError", "~/.aws"),
  ]) {
    for (const kind of ["read", "write"] as const) {
      const { message } = fromAws(thrown, kind, call);
      expect(message).not.toMatch(/10\.1\.2\.3|~\/\.aws/);
    }
  }
});

test("what is translated already stays as it is", () => {
  const error = new GatewayError("NOT_FOUND", "gone");
  expect(fromAws(error, "write", call)).toBe(error);
  expect(isNotFound(error)).toBe(true);
  expect(isNotFound(refusal("Connection does not exist"))).toBe(false);
});

test("only what says that nothing was done counts as throttled", () => {
  expect(isThrottle(named("ThrottlingException"))).toBe(true);
  expect(isThrottle(named("ServiceUnavailable"))).toBe(false);
  expect(isThrottle("ThrottlingException")).toBe(false);
});
