import type { RootListOf } from "../types/list";
import type { Page, Unavailable } from "../types/page";
import type { Place } from "./accounts";
import type { Collection } from "./collections/collection";
import { directConnectGateways } from "./collections/direct-connect-gateways";
import type { ReadOperation } from "./operations";
import type { Gathered, ReadDoor } from "./read-door";
import { checkPage, select } from "./select";
import { allSoon } from "./soon";

interface ByGateway {
  readonly directConnectGatewayId: string;
}

/**
 * One page of the associations, or attachments, over accounts. With something to narrow them by it is one call for
 * each account; without, one for the account's Direct Connect gateways and one for each of these. There is no
 * cheaper way: AWS refuses the question for all of them.
 */
export async function listUnderGateways<
  Narrowing extends object,
  Sdk extends object,
  Row extends object,
  Name extends ReadOperation,
>(
  read: ReadDoor,
  collectionOf: (narrowing: Narrowing | ByGateway) => Collection<Sdk, Row, Name>,
  narrowing: Narrowing,
  args: RootListOf<object>,
): Promise<Page<Row>> {
  const collection = collectionOf(narrowing);
  checkPage(args, collection.key);
  const homes = read.accounts.homes(args.accounts, args.regions);
  const isNarrowed = Object.values(narrowing).some((value) => value != null);
  const { rows, unavailable } = isNarrowed
    ? await read.gather(collection, homes)
    : await gatherUnderGateways(read, collectionOf, homes);
  // To an account that has nothing to do with the gateway it may not exist.
  const unread = unavailable.filter(({ code }) => !isNarrowed || code !== "NOT_FOUND");
  return select(rows, collection, args, unread);
}

async function gatherUnderGateways<Sdk extends object, Row extends object, Name extends ReadOperation>(
  read: ReadDoor,
  collectionOf: (narrowing: ByGateway) => Collection<Sdk, Row, Name>,
  homes: readonly Place[],
): Promise<Pick<Gathered<Row>, "rows" | "unavailable">> {
  const answers = await Promise.all(
    homes.map(async (home) => {
      const gateways = await read.gather(directConnectGateways, [home]);
      const under = await allSoon(
        gateways.rows.map(({ directConnectGatewayId }) =>
          read.gather(collectionOf({ directConnectGatewayId }), [home]),
        ),
      );
      return [{ rows: [], unavailable: gateways.unavailable }, ...under];
    }),
  );
  const all = answers.flat();
  return {
    rows: all.flatMap(({ rows }) => rows),
    unavailable: withoutEchoes(all.flatMap((one) => one.unavailable)),
  };
}

/** A dark account is said to be dark once, not once for each of its gateways. */
export function withoutEchoes(unavailable: readonly Unavailable[]): Unavailable[] {
  return [...new Map(unavailable.map((one) => [JSON.stringify(one), one])).values()];
}
