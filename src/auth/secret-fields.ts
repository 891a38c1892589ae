import type { GraphQLFieldResolver, GraphQLSchema } from "graphql";
import type { Permission } from "../types/graph/permission";
import type { Caller } from "./caller";
import { requirePermission } from "./refusals";

/** The fields that carry secrets, or nearly so, and the permission that each of them needs. */
export const SECRET_FIELDS: Readonly<Record<string, Permission>> = {
  "VirtualInterface.authKey": "secrets",
  "BGPPeer.authKey": "secrets",
  "VirtualInterface.customerRouterConfig": "secrets",
  "RouterConfiguration.customerRouterConfig": "secrets",
  "Loa.loaContent": "letters",
  "WebhookWithSecret.secret": "webhooks",
};

/**
 * Guards those fields: to a caller without the permission they are null, each with a FORBIDDEN error that has its
 * path, beside the rest of the data. So each of them is nullable.
 */
export function guardSecrets(schema: GraphQLSchema): void {
  for (const [coordinate, permission] of Object.entries(SECRET_FIELDS)) {
    const [typeName = "", fieldName = ""] = coordinate.split(".");
    const type = schema.getType(typeName);
    const field = type !== undefined && "getFields" in type ? type.getFields()[fieldName] : undefined;
    if (field === undefined || !("args" in field)) throw new Error(`The schema has no field ${coordinate}.`);
    const guarded: GraphQLFieldResolver<Record<string, unknown>, { readonly caller: Caller }> = (
      source,
      _args,
      { caller },
    ) => {
      requirePermission(caller, permission, coordinate);
      return source[fieldName];
    };
    field.resolve = guarded;
  }
}
