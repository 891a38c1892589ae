/**
 * What a path of members leads to in an input or an answer, such as `directConnectGateway.directConnectGatewayId`.
 * @returns undefined where it leads nowhere. Null, as AWS writes some members that have no value, counts as absent.
 */
export function valueAt(whole: unknown, path: string): unknown {
  let value = whole;
  for (const member of path.split("."))
    value =
      typeof value === "object" && value !== null
        ? (value as Readonly<Record<string, unknown>>)[member]
        : undefined;
  return value ?? undefined;
}
