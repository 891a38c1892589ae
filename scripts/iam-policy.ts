// Writes the IAM policies that the gateway needs, from the tables in src/auth: `npm run iam-policy -- --help`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { assumePolicy, type IamPolicy, permissionPolicy, trustPolicy } from "../src/auth/iam-policy";
import { ROLES } from "../src/auth/roles";
import { type AccountConfig, type FileConfig, readConfigFile } from "../src/config/config-file";
import type { Permission } from "../src/types/graph/permission";

const HELP = `Writes the IAM policies of the accounts that the gateway acts as.

  npm run iam-policy -- --roles viewer,partner --accounts acme,cobalt --principal arn:aws:iam::111111111111:role/gateway

  --roles         the roles of the gateway's callers in these accounts, separated by commas: the gateway's own, and those
                  of the config file
  --accounts      accounts of the config file by alias or id, or other accounts by id, separated by commas;
                  by default all of the config file
  --config        the config file (CONFIG_FILE)
  --principal     the ARN of what the gateway runs as. With it the roles' trust policies are written too, and
                  the policy of the gateway's own identity
  --external-id   the external id of accounts for which the config file has none
  --out           the folder to write files to; by default all is printed as one JSON object, by file name
  --help, -h      this text
`;

class UsageError extends Error {}

function main(): void {
  const { values } = parseArgs({
    options: {
      roles: { type: "string" },
      accounts: { type: "string" },
      config: { type: "string" },
      principal: { type: "string" },
      "external-id": { type: "string" },
      out: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const path = values.config ?? process.env["CONFIG_FILE"];
  const problems: string[] = [];
  const file = path === undefined ? undefined : readConfigFile(path, problems);
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  const permissions = permissionsOf(values.roles, file);
  const accounts = accountsOf(values.accounts, file);
  const policies: Record<string, IamPolicy> = {};
  for (const account of accounts) {
    const { alias, regions } = account;
    policies[`${alias}-permissions.json`] = permissionPolicy(permissions, regions);
    if (values.principal !== undefined && account.roleArn !== undefined)
      policies[`${alias}-trust.json`] = trustPolicy(
        principalOf(values.principal),
        externalIdOf(account, values["external-id"]),
      );
  }
  const roleArns = accounts.flatMap(({ roleArn }) => roleArn ?? []);
  if (values.principal !== undefined && roleArns.length > 0)
    policies["gateway-permissions.json"] = assumePolicy(roleArns);
  if (values.out === undefined) {
    process.stdout.write(`${JSON.stringify(policies, null, 2)}\n`);
    return;
  }
  mkdirSync(values.out, { recursive: true });
  for (const [name, policy] of Object.entries(policies)) {
    writeFileSync(join(values.out, name), `${JSON.stringify(policy, null, 2)}\n`);
    process.stdout.write(`${join(values.out, name)}\n`);
  }
}

/** What the roles together may do. */
function permissionsOf(roles: string | undefined, file: FileConfig | undefined): Permission[] {
  const byName: Readonly<Record<string, readonly Permission[]>> = {
    ...Object.fromEntries(Object.entries(ROLES).map(([name, role]) => [name, role.permissions])),
    ...file?.access.roles,
  };
  const allowed = `allowed is ${Object.keys(byName).join(", ")}, separated by commas`;
  if (roles === undefined) throw new UsageError(`--roles: nothing was given, ${allowed}`);
  return roles.split(",").flatMap((role) => {
    const permissions = Object.hasOwn(byName, role) ? byName[role] : undefined;
    if (permissions === undefined) throw new UsageError(`--roles: "${role}" was given, ${allowed}`);
    return permissions;
  });
}

type PolicyAccount = Pick<AccountConfig, "accountId" | "alias" | "roleArn" | "externalId"> & {
  readonly regions: readonly string[];
};

function accountsOf(sent: string | undefined, file: FileConfig | undefined): readonly PolicyAccount[] {
  const configured = file?.accounts ?? [];
  if (sent === undefined && configured.length > 0) return configured;
  const allowed =
    "allowed is accounts of the config file by alias or id, or others by their 12 digits, separated by commas";
  if (sent === undefined) throw new UsageError(`--accounts: nothing was given, ${allowed}`);
  return sent.split(",").map((name) => {
    const found = configured.find(({ accountId, alias }) => name === accountId || name === alias);
    if (found !== undefined) return found;
    if (!/^\d{12}$/.test(name)) throw new UsageError(`--accounts: "${name}" was given, ${allowed}`);
    return {
      ...{ accountId: name, alias: name, regions: [] },
      roleArn: `arn:aws:iam::${name}:role/directconnect-graphql`,
    };
  });
}

function principalOf(sent: string): string {
  if (/^arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)\/\S+)$/.test(sent)) return sent;
  throw new UsageError(
    `--principal: "${sent}" was given, allowed is an ARN such as arn:aws:iam::111111111111:role/gateway`,
  );
}

function externalIdOf({ alias, externalId }: PolicyAccount, sent: string | undefined): string {
  const id = externalId ?? sent;
  if (id !== undefined && /^[\w+=,.@:/-]{2,1224}$/.test(id)) return id;
  throw new UsageError(
    `--external-id: ${id === undefined ? "nothing" : JSON.stringify(id)} was given, and the config file has none for ${alias}; ` +
      "allowed is 2 to 1224 letters, digits and the characters + = , . @ : / _ -",
  );
}

try {
  main();
} catch (error) {
  if (!(error instanceof UsageError || (error instanceof TypeError && "code" in error))) throw error;
  process.stderr.write(`${error.message}\nTry --help.\n`);
  process.exitCode = 1;
}
