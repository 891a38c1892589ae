import { registerEnumType } from "type-graphql";

/** What a caller may be allowed to do, and what that means. Which operation needs which is in `src/auth/permissions.ts`. */
export const PERMISSIONS = {
  read: "Sees resources, without the secrets in them.",
  secrets: "Sees BGP keys and router configurations.",
  letters: "Sees letters of authorization.",
  allocate: "Allocates hosted connections and virtual interfaces to other accounts.",
  provision: "Orders, creates, joins and parts the accounts' own resources. Some of it is billed.",
  accept: "Accepts what others offer, and agreements with AWS. Some of it is billed.",
  update: "Changes names, tags, prefixes and attributes.",
  keys: "Puts MACsec keys on ports, and takes them off.",
  test: "Starts and stops failover tests, which take BGP sessions down.",
  delete: "Deletes, and declines what others offer.",
  audit: "Sees what callers did, and which deprecated fields they use.",
  introspect: "Asks for the schema.",
} as const satisfies Record<string, string>;

export type Permission = keyof typeof PERMISSIONS;

/** The same, as the graph writes it: `READ`, and so on. */
export const PermissionEnum = Object.fromEntries(
  Object.keys(PERMISSIONS).map((name) => [name.toUpperCase(), name]),
);

registerEnumType(PermissionEnum, {
  name: "Permission",
  description: "What a caller may be allowed to do.",
  valuesConfig: Object.fromEntries(
    Object.entries(PERMISSIONS).map(([name, description]) => [name.toUpperCase(), { description }]),
  ),
});
