/** Values of AWS in the changes of tests that have other names in the graph. */
const NAMES: readonly (readonly [aws: string, graph: string])[] = [
  ["ipv6", "IPV6"],
  ["high-resiliency", "HIGH_RESILIENCY"],
  ...([1, 2, 3] as const).map((tier) => [`FlatRateTier${tier}`, `FLAT_RATE_TIER${tier}`] as const),
];

/** An operation's input as the variable of its mutation. */
export function asGraphInput(input: unknown): unknown {
  return JSON.parse(
    NAMES.reduce(
      (text, [aws, graph]) => text.replaceAll(JSON.stringify(aws), JSON.stringify(graph)),
      JSON.stringify(input),
    ),
  );
}
