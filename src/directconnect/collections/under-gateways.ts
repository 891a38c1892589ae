import type { RootListOf } from "../../types/graph/list";
import type { Page } from "../../types/graph/page";
import type { Place } from "../accounts/accounts";
import { idOfArn } from "../accounts/arn";
import type { Collection } from "./collection";
import { directConnectGateways } from "./direct-connect-gateways";
import type { ReadOperation } from "../client/operations";
import type { Gathered } from "../read/gathered";
import type { ReadDoor } from "../read/read-door";
import { distinct, nothingRead } from "../read/unavailable";
import { isNamedBy } from "../lists/named-rows";
import { checkPage, select } from "../lists/select";
import { allMaybePromises } from "../read/maybe-promise";

type Answered<Row extends object> = Pick<Gathered<Row>, "rows" | "unavailable" | "failure">;

interface ByGateway {
  readonly directConnectGatewayId: string;
}

/**
 * One page of the associations, or attachments, over accounts. With a narrowing it is one call for
 * each account; without, one for the account's Direct Connect gateways and one for each of these. There is no
 * cheaper way: AWS rejects a request for all of them.
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
  const collection = collectionOf(shortened(narrowing));
  checkPage(args, collection.key);
  const homes = read.accounts.homes(args.accounts, args.regions);
  const isNarrowed = Object.values(narrowing).some((value) => value != null);
  const { rows, unavailable, failure } = isNarrowed
    ? await read.gather(collection, homes)
    : await gatherUnderGateways(read, collectionOf, homes);
  // To an account without rights to the gateway it may not exist.
  const unread = unavailable.filter(({ code }) => !isNarrowed || code !== "NOT_FOUND");
  if (failure !== null && unread.length === unavailable.length) throw failure;
  const named = rows.filter((row) =>
    Object.entries(narrowing).every(([member, value]) => isNamedBy(row, member, value)),
  );
  return select(named, collection, args, unread);
}

/** AWS accepts no ARNs here. */
function shortened<Narrowing extends object>(narrowing: Narrowing): Narrowing {
  const members = Object.entries(narrowing) as [string, unknown][];
  return Object.fromEntries(
    members.map(([member, value]) => [member, typeof value === "string" ? idOfArn(value) : value]),
  ) as Narrowing; // the same members
}

async function gatherUnderGateways<Sdk extends object, Row extends object, Name extends ReadOperation>(
  read: ReadDoor,
  collectionOf: (narrowing: ByGateway) => Collection<Sdk, Row, Name>,
  homes: readonly Place[],
): Promise<Answered<Row>> {
  const answers = await Promise.all(
    homes.map(async (home) => {
      const gateways = await read.gather(directConnectGateways, [home]);
      const under: Answered<Row>[] = await allMaybePromises(
        gateways.rows.map(({ directConnectGatewayId }) =>
          read.gather(collectionOf({ directConnectGatewayId }), [home]),
        ),
      );
      const { unavailable, failure } = gateways;
      // An account without gateways is an answer, too.
      return { unavailable, own: under.length === 0 ? [{ rows: [], unavailable, failure }] : under };
    }),
  );
  const all = answers.flatMap(({ own }) => own);
  const unavailable = distinct(
    answers.flatMap((answer) => [...answer.unavailable, ...answer.own.flatMap((one) => one.unavailable)]),
  );
  const failures = all.map(({ failure }) => failure);
  const hasFailed = failures.length > 0 && !failures.includes(null);
  return {
    rows: all.flatMap(({ rows }) => rows),
    unavailable,
    failure: hasFailed ? nothingRead(unavailable, failures) : null,
  };
}
