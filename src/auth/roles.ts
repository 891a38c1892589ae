import { type Permission, PERMISSIONS } from "../types/graph/permission";

interface Role {
  readonly description: string;
  readonly permissions: readonly Permission[];
}

/** The roles that every gateway has; the config file adds its own. */
export const ROLES = {
  viewer: {
    description: "Reads everything but secrets.",
    permissions: ["read", "introspect"],
  },
  partner: {
    description: "Allocates on a partner's interconnects and LAGs, and deletes these allocations.",
    permissions: ["read", "introspect", "letters", "allocate", "delete"],
  },
  operator: {
    description: "Operates the network: everything but secrets and the audit trail.",
    permissions: [
      "read",
      "introspect",
      "letters",
      "allocate",
      "provision",
      "accept",
      "update",
      "keys",
      "test",
      "delete",
      "webhooks",
    ],
  },
  auditor: {
    description: "Reads everything but secrets, and the audit trail.",
    permissions: ["read", "introspect", "audit"],
  },
  admin: {
    description: "Everything.",
    permissions: Object.keys(PERMISSIONS) as Permission[], // the keys of that very object
  },
} as const satisfies Record<string, Role>;
