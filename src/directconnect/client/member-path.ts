/**
 * The value at a path of members in an input or an answer, such as `directConnectGateway.directConnectGatewayId`.
 * @returns undefined where there is none. Null, which AWS sends for some members without a value, counts as absent.
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
