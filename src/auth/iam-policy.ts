import type { Operation } from "../directconnect/client/operations";
import type { Permission } from "../types/graph/permission";
import { RULES } from "./permissions";

/** A policy of AWS IAM. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface IamPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal?: { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * What the gateway must be allowed to do in an account whose callers have these permissions: the operations that the
 * table of permissions has for them, and nothing else. All reads are there in any case, as the gateway itself reads: to
 * reconcile changes, to find out what a grant covers, and to watch.
 *
 * The resource is `*`: IAM knows no resources for part of the operations, and a hosted connection's ARN has its customer's
 * account, not the account that changes it.
 * @param regions those that requests may be sent to; any where left out.
 */
export function permissionPolicy(
  permissions: readonly Permission[],
  regions: readonly string[] = [],
): IamPolicy {
  const operations = Object.keys(RULES) as Operation[]; // the keys of that very object
  const within =
    regions.length === 0 ? {} : { Condition: { StringEquals: { "aws:RequestedRegion": regions } } };
  const allow = (sid: string, allowed: readonly Operation[]): Statement[] =>
    allowed.length === 0
      ? []
      : [
          {
            Sid: sid,
            Effect: "Allow",
            Action: allowed.map((operation) => `directconnect:${operation}`).sort(),
            Resource: "*",
            ...within,
          },
        ];
  const isRead = (operation: Operation) => RULES[operation].needs === "read";
  return policy([
    ...allow("Reads", operations.filter(isRead)),
    ...allow(
      "Changes",
      operations.filter((one) => !isRead(one) && permissions.includes(RULES[one].needs)),
    ),
  ]);
}

/**
 * Lets the gateway assume a role, by the external id that it sends: the role's trust policy.
 * @param principal the ARN of what the gateway runs as.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export function trustPolicy(principal: string, externalId: string): IamPolicy {
  return policy([
    {
      Sid: "Gateway",
      Effect: "Allow",
      Principal: { AWS: principal },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": externalId } },
    },
  ]);
}

/** What the gateway's own identity must be allowed: to assume the roles of its accounts. */
export function assumePolicy(roleArns: readonly string[]): IamPolicy {
  return policy([
    { Sid: "AssumeRoles", Effect: "Allow", Action: "sts:AssumeRole", Resource: [...roleArns].sort() },
  ]);
}

function policy(statements: readonly Statement[]): IamPolicy {
  return { Version: "2012-10-17", Statement: statements };
}
