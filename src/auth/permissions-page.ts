import type { Operation } from "../directconnect/client/operations";
import { PERMISSIONS } from "../types/graph/permission";
import { type AcrossRegions, acrossRegionsOf, RULES } from "./permissions";
import { ROLES } from "./roles";
import { SECRET_FIELDS } from "./secret-fields";

const REACHES: Readonly<Record<string, string>> = {
  anyone: "yes",
  rows: "shows what is granted",
  account: "no",
};

const ACROSS_REGIONS: Readonly<Record<AcrossRegions, string>> = {
  shown: "shows all",
  virtualInterfaceRegion: "shows what is granted, by `virtualInterfaceRegion`",
  "associatedGateway.region": "shows what is granted, by `associatedGateway.region`",
  refused: "no",
  gatewaysRefused: "in these; not of Direct Connect gateways",
};

/** `docs/permissions.md`, as the tables in this folder say it. */
export function permissionsPage(): string {
  const code = (text: string) => `\`${text}\``;
  const operations = Object.keys(RULES) as Operation[]; // the keys of that very object
  const inGraph = (permission: string) => code(permission.toUpperCase());
  return [
    "# Permissions",
    "",
    "Written by `npm run fix` from `src/auth`. Everything that is not allowed here is refused: with `FORBIDDEN`, or, for an id that is not granted, as if it did not exist.",
    "",
    ...table(
      ["Permission", "Who has it"],
      Object.entries(PERMISSIONS).map(([name, description]) => [code(name), description]),
    ),
    "",
    "## Roles",
    "",
    'The config file adds roles of its own as lists of permissions: `"roles": { "noc": ["read", "test"] }`.',
    "",
    ...table(
      ["Role", "What for", "Permissions"],
      Object.entries(ROLES).map(([name, { description, permissions }]) => [
        code(name),
        description,
        permissions.map(code).join(", "),
      ]),
    ),
    "",
    "## Fields with secrets",
    "",
    "Without the permission, such a field is null, with a `FORBIDDEN` error at its path; the rest of the data is not affected.",
    "",
    ...table(
      ["Field", "Needs"],
      Object.entries(SECRET_FIELDS).map(([field, permission]) => [code(field), inGraph(permission)]),
    ),
    "",
    "`GET /loa/…` needs `LETTERS`, introspection needs `INTROSPECT`.",
    "",
    "## The journal",
    "",
    ...table(
      ["Field", "Needs", "Shows"],
      [
        ["`mutationOutcome`", "`READ`", "the caller's own changes that concern what it is granted now"],
        ["`auditEntries`", "`AUDIT`", "changes that concern what the caller is granted"],
        [
          "`webhookChanges`",
          "`AUDIT`",
          "changes of all webhooks for a caller who is granted all accounts, else those of its own webhooks",
        ],
        [
          "`deprecatedUsage`",
          "`AUDIT`",
          "uses by callers who are granted nothing that the reader is not granted",
        ],
      ],
    ),
    "",
    "## Operations",
    "",
    "The third column says whether a grant of some interconnects, LAGs or owner accounts covers the operation, and which members of its input must then be granted. The last column says the same for a grant of some regions: most operations are sent to one region, which must be granted. Direct Connect gateways, their associations and attachments belong to no region; to change them, all regions must be granted.",
    "",
    ...table(
      ["Operation", "Needs", "Under a narrow grant", "Under a grant of some regions"],
      operations.map((operation) => {
        const { needs, on } = RULES[operation];
        const across = acrossRegionsOf(operation);
        return [
          code(operation),
          inGraph(needs),
          typeof on === "string" ? (REACHES[on] ?? on) : Object.values(on).map(code).join(", "),
          across === undefined ? "in these" : ACROSS_REGIONS[across],
        ];
      }),
    ),
    "",
  ].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
