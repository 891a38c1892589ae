import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ServiceError } from "../errors";
import { partitionOf } from "../rules/partitions";
import type { AccessKeyRing } from "../wire/access-keys";
import type { Answer } from "../wire/answer";
import { authenticate, type Caller } from "../wire/authentication";
import { queryAnswer, type Xml } from "./query-protocol";

/** By account: the external id that its roles require. The roles of other accounts cannot be assumed. */
export type RoleTrusts = Readonly<Record<string, string>>;

const OPERATIONS = ["AssumeRole", "GetCallerIdentity"] as const;

type StsOperation = (typeof OPERATIONS)[number];

/** Whether the emulator's STS plays an operation of this name. */
export function isStsOperation(name: string | undefined): name is StsOperation {
  return OPERATIONS.some((candidate) => candidate === name);
}

/** A request to STS whose action and caller are known. */
export interface StsRequest {
  readonly operation: StsOperation;
  readonly account: string;
  readonly region: string;
  readonly input: Readonly<Record<string, string>>;
  readonly caller: Caller;
}

/** As much of STS as assuming roles in the accounts of the emulator needs. */
export class SecurityTokenService {
  constructor(
    private readonly keys: AccessKeyRing,
    private readonly trusts: RoleTrusts,
  ) {}

  /** @throws InvalidAction; the errors of `authenticate` */
  recognise(headers: IncomingHttpHeaders, text: string): StsRequest {
    const caller = authenticate(headers, "sts", this.keys);
    const { Action: operation, Version, ...input } = Object.fromEntries(new URLSearchParams(text));
    if (!isStsOperation(operation)) {
      throw new ServiceError(
        "InvalidAction",
        `Could not find operation ${operation ?? ""} for version ${Version ?? ""}`,
      );
    }
    return { operation, account: caller.identity.account, region: caller.region, input, caller };
  }

  /** @throws AccessDenied, ValidationError */
  execute(request: StsRequest, requestId: string): Answer {
    const result = request.operation === "AssumeRole" ? this.assumeRole(request) : callerIdentity(request);
    return queryAnswer(request.operation, result, requestId);
  }

  private assumeRole({ input, caller }: StsRequest): Xml {
    const { RoleArn = "", RoleSessionName = "", DurationSeconds = "3600", ExternalId } = input;
    const [, partition, account, path = "", role] =
      /^arn:(aws[a-z-]*):iam::(\d{12}):role\/((?:[\w+=,.@-]+\/)*)([\w+=,.@-]{1,64})$/.exec(RoleArn) ?? [];
    // Each partition has its own STS, which does not have the roles of another.
    if (partition !== partitionOf(caller.region) || account === undefined || role === undefined) {
      throw new ServiceError("ValidationError", `${RoleArn} is invalid`);
    }
    if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
      throw new ServiceError(
        "ValidationError",
        "RoleSessionName must be 2 to 64 letters, digits or any of _+=,.@-",
      );
    }
    const seconds = Number(DurationSeconds);
    if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200) {
      throw new ServiceError("ValidationError", "DurationSeconds must be between 900 and 43200.");
    }
    const expected = Object.hasOwn(this.trusts, account) ? this.trusts[account] : undefined;
    if (expected === undefined || ExternalId !== expected) {
      // One text for an unknown account, a wrong external id and none: as with AWS, which says no more.
      throw new ServiceError(
        "AccessDenied",
        `User: ${caller.identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
        403,
      );
    }
    const roleId = `AROA${createHash("sha256").update(`${path}${role}/${account}`).digest("hex").slice(0, 17).toUpperCase()}`;
    const identity = {
      account,
      arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${RoleSessionName}`,
      userId: `${roleId}:${RoleSessionName}`,
    };
    const key = this.keys.issue(identity, seconds);
    return {
      AssumedRoleUser: { Arn: identity.arn, AssumedRoleId: identity.userId },
      Credentials: {
        AccessKeyId: key.accessKeyId,
        SecretAccessKey: key.secretAccessKey,
        SessionToken: key.sessionToken,
        Expiration: new Date(key.expiresAt).toISOString(),
      },
    };
  }
}

function callerIdentity({ caller }: StsRequest): Xml {
  const { account, arn, userId } = caller.identity;
  return { Arn: arn, UserId: userId, Account: account };
}
