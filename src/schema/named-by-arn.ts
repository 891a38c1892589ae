import type { ResourceArn } from "../directconnect/accounts/arn";
import { type Account, type Accounts, partitionOfAccount } from "../directconnect/accounts/accounts";
import { listed } from "../directconnect/accounts/fan-out";
import type { DirectConnect } from "../directconnect/direct-connect";
import { findNode } from "../directconnect/relations/nodes";
import { badInput } from "../errors";
import { quoted } from "../observability/secrets";
import type { IdPlace } from "./id-places";
import { arnsIn, type SentArn, type Values, withShortIds } from "./id-values";

/** What a field of the schema takes beside ids. */
interface Scope {
  readonly hasAccount: boolean;
  readonly hasRegion: boolean;
  readonly isChange: boolean;
}

/**
 * Arguments with the ids that AWS takes in the place of ARNs, and with the `account` and `region` that the ARNs name.
 * @throws GatewayError BAD_USER_INPUT, naming the argument, for an ARN that contradicts an argument or another ARN, and for one
 * in an account or region that the caller cannot use.
 */
export function acceptArns(
  values: Values,
  places: readonly IdPlace[],
  scope: Scope,
  directConnect: DirectConnect,
): Values | Promise<Values> {
  const arns = arnsIn(values, places);
  const made = withShortIds(values, places);
  requireOwners(arns, values);
  const region = scope.hasRegion ? regionOf(arns, values) : undefined;
  if (!scope.hasAccount) return made;
  const { accounts } = directConnect;
  const named = textOf(values["account"]);
  const actor = named === undefined ? ownerOf(arns, accounts) : accounts.find(named);
  const act = (account: Account | undefined): Values => {
    if (region !== undefined) requireOpen(region, account ?? accounts.all[0], accounts);
    return {
      ...made,
      ...(named === undefined && account !== undefined && { account: account.accountId }),
      ...(region !== undefined && { region: region.arn.region }),
    };
  };
  if (named !== undefined) {
    if (actor !== undefined) requireActor(arns, actor, named);
    return act(actor); // an account that is not known is refused where it is used
  }
  const [unowned] = arns.filter(({ rule }) => rule.account === "shared");
  if (actor !== undefined || unowned === undefined || accounts.all.length < 2) return act(actor);
  if (scope.isChange) throw noActor(unowned);
  return findNode(unowned.text, directConnect.read).then((row) =>
    act(row === null ? undefined : accounts.find(row.account)),
  );
}

/** How the account in an ARN decides who acts: LAGs and resiliency groups are never shared. */
function bearingOf({ arn, rule }: SentArn): SentArn["rule"]["account"] {
  const isNeverShared = arn.kind === "dxlag" || arn.kind === "dx-resiliency-group";
  return isNeverShared && rule.account === "shared" ? "owner" : rule.account;
}

/** The first ARN that says where the call goes. Gateways and resiliency groups are in no region. */
function regionOf(arns: readonly SentArn[], values: Values): SentArn | undefined {
  const named = textOf(values["region"]);
  const inRegions = arns.filter(({ arn, rule }) => rule.region !== false && arn.region !== "");
  const contradicted = named === undefined ? undefined : inRegions.find(({ arn }) => arn.region !== named);
  if (contradicted !== undefined) {
    const allowed = `${contradicted.arn.region}, the region in \`${contradicted.argument}\`, or none`;
    throw badInput([{ argument: "region", sent: quoted(named), allowed }]);
  }
  const [first, ...others] = inRegions.filter(({ rule }) => rule.region === true);
  const elsewhere = others.filter(({ arn }) => arn.region !== first?.arn.region);
  if (first === undefined || elsewhere.length === 0) return first;
  const allowed = `what is in ${first.arn.region}, as \`${first.argument}\` is`;
  throw badInput(elsewhere.map(({ argument, text }) => ({ argument, sent: quoted(text), allowed })));
}

/**
 * Who acts, where no argument says so: the owner of the first ARN whose owner must act, or else of the first that the gateway
 * has an account for.
 */
function ownerOf(arns: readonly SentArn[], accounts: Accounts): Account | undefined {
  const [first, ...others] = arns.filter((sent) => bearingOf(sent) === "owner");
  if (first === undefined) {
    const shared = arns.filter((sent) => bearingOf(sent) === "shared");
    return shared.map(({ arn }) => heldOwner(arn, accounts)).find((owner) => owner !== undefined);
  }
  const owner = heldOwner(first.arn, accounts);
  if (owner === undefined) {
    const allowed = "what one of the gateway's accounts owns";
    throw badInput([{ argument: first.argument, sent: quoted(first.text), allowed }]);
  }
  const strangers = others.filter(({ arn }) => arn.account !== first.arn.account);
  if (strangers.length === 0) return owner;
  const allowed = `what account ${first.arn.account} owns, as it does \`${first.argument}\``;
  throw badInput(strangers.map(({ argument, text }) => ({ argument, sent: quoted(text), allowed })));
}

/** @returns undefined where the caller cannot use the account, or it is in another partition than the ARN. */
function heldOwner({ account, partition }: ResourceArn, accounts: Accounts): Account | undefined {
  const found = accounts.find(account);
  return found !== undefined && partitionOfAccount(found) === partition ? found : undefined;
}

/** Holds an `account` argument to the owners of what is not shared. */
function requireActor(arns: readonly SentArn[], { accountId }: Account, named: string): void {
  const other = arns.find((sent) => bearingOf(sent) === "owner" && sent.arn.account !== accountId);
  if (other === undefined) return;
  const allowed = `${other.arn.account}, the account in \`${other.argument}\`, or none`;
  throw badInput([{ argument: "account", sent: quoted(named), allowed }]);
}

/** Holds ARNs to the members beside them that name the owner. */
function requireOwners(arns: readonly SentArn[], values: Values): void {
  for (const { argument, arn, rule } of arns) {
    if (rule.ownerMember === undefined) continue;
    const beside = [...argument.split(".").slice(0, -1), rule.ownerMember];
    const owner = textOf(beside.reduce<unknown>((at, name) => (at as Values)[name], values));
    if (owner === undefined || owner === arn.account) continue;
    const allowed = `${arn.account}, the account in \`${argument}\``;
    throw badInput([{ argument: beside.join("."), sent: quoted(owner), allowed }]);
  }
}

/** Where a caller may not use the region, the error names the argument that was sent. */
function requireOpen(
  { argument, text, arn }: SentArn,
  account: Account | undefined,
  accounts: Accounts,
): void {
  if (account === undefined || accounts.placeIn(account.accountId, arn.region) !== undefined) return;
  const allowed = `what is in one of the regions ${listed(account.regions)} of account ${account.accountId}`;
  throw badInput([{ argument, sent: quoted(text), allowed }]);
}

/** A change is not made by a guess. */
function noActor({ argument, arn }: SentArn): Error {
  const allowed = `the account that acts, since the gateway does not have ${arn.account}, the account in \`${argument}\``;
  return badInput([{ argument: "account", allowed }]);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
