import type { GatewayUnderTest } from "../gateway";

/** What is watched is read as often as the machine can: tests wait for what they expect, however long it takes. */
export const WATCHING = {
  WATCH_CHANGES: "true",
  WATCH_INTERVAL_MS: "200",
  WATCH_SETTLING_MS: "100",
  SNAPSHOT_FRESH_MS: "0",
};

export const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

export interface TestEvent {
  readonly id: string;
  readonly cursor: string;
  readonly sequence: number;
  readonly type: string;
  readonly resourceId: string;
  readonly resourceType: string;
  readonly account: string;
  readonly region: string | null;
  readonly changes: readonly { readonly member: string; readonly before: unknown; readonly after: unknown }[];
  readonly cause: { readonly key: string; readonly operation: string; readonly caller: string } | null;
}

const CHANGES = `query ($after: String, $first: Int, $filter: ChangeEventFilter) {
  changes(after: $after, first: $first, filter: $filter) {
    edges { cursor node {
      id cursor sequence observedAt type resourceId resourceType account region
      changes { member before after } cause { key operation caller }
    } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export interface ChangesVariables {
  readonly after?: string | null;
  readonly first?: number;
  readonly filter?: object;
}

/** One page of the log, as it is answered. */
export function queryChanges(gateway: GatewayUnderTest, variables: ChangesVariables = {}, headers = {}) {
  return gateway.ask(CHANGES, { ...variables }, headers);
}

/** The events of one page, the oldest first. */
export async function eventsOf(
  gateway: GatewayUnderTest,
  variables: ChangesVariables = {},
  headers = {},
): Promise<TestEvent[]> {
  const { data, errors } = await queryChanges(gateway, { first: 1000, ...variables }, headers);
  expect(errors).toEqual([]);
  return data.changes.edges.map(({ node }: { node: TestEvent }) => node) as TestEvent[];
}

/** Waits until the log has an event; the test's own time limit is the end of that. */
export async function eventLike(
  gateway: GatewayUnderTest,
  isWanted: (event: TestEvent) => boolean,
  variables: ChangesVariables = {},
  headers = {},
): Promise<TestEvent> {
  for (;;) {
    const found = (await eventsOf(gateway, variables, headers)).find(isWanted);
    if (found !== undefined) return found;
    await moment();
  }
}

/** Waits until lists of an account were read again so many times, from now on. */
export async function readAgain(
  { emulator }: Pick<GatewayUnderTest, "emulator">,
  operation: string,
  times = 3,
  account?: string,
): Promise<void> {
  const count = () =>
    emulator.requests
      .list()
      .filter((one) => one.operation === operation && (account === undefined || one.account === account))
      .length;
  const before = count();
  while (count() < before + times) await moment();
}
