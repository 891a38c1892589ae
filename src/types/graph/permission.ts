import { registerEnumType } from "type-graphql";

/**
 * What a caller may be allowed to do, and what that means. Which operation needs which is in
 * `src/auth/permissions.ts`.
 */
export const PERMISSIONS = {
  read: "Reads resources, without their secrets.",
  secrets: "Reads BGP keys and router configurations.",
  letters: "Reads and downloads letters of authorization.",
  allocate: "Allocates hosted connections and virtual interfaces to other accounts.",
  provision:
    "Orders, creates, associates and disassociates the account's own resources. Some of this is billed.",
  accept: "Accepts offers of other accounts, and agreements with AWS. Some of this is billed.",
  update: "Changes names, tags, prefixes and attributes.",
  keys: "Adds MACsec keys to ports, and removes them.",
  test: "Starts and stops failover tests, which bring BGP sessions down.",
  delete: "Deletes resources, and declines offers of other accounts.",
  webhooks: "Makes, changes and deletes webhooks, and reads what was delivered to them.",
  audit: "Reads the audit trail, and the uses of deprecated fields.",
  introspect: "Uses introspection, and reads the list of deprecations.",
} as const satisfies Record<string, string>;

export type Permission = keyof typeof PERMISSIONS;

/** The permissions under their names in the graph: `READ`, and so on. */
export const PermissionEnum = Object.fromEntries(
  Object.keys(PERMISSIONS).map((name) => [name.toUpperCase(), name]),
);

registerEnumType(PermissionEnum, {
  name: "Permission",
  description: "A right that a role can include.",
  valuesConfig: Object.fromEntries(
    Object.entries(PERMISSIONS).map(([name, description]) => [name.toUpperCase(), { description }]),
  ),
});
