import type { Tag } from "@aws-sdk/client-direct-connect";
import type { Call } from "../call";
import { checkTags } from "../rules/checks";
import { clientError } from "../errors";
import type { Handlers } from "../wire/operations";
import { partitionOf } from "../rules/partitions";
import { directConnectGateways } from "../records/direct-connect-gateways";
import { lags } from "../records/lags";
import { ports } from "../records/ports";
import { resiliencyGroups } from "../records/resiliency-groups";
import { virtualInterfaces } from "../records/virtual-interfaces";
import type { TableDefinition } from "../state/table";

/** What all resources with tags have; one without a region is global, and its ARN has an empty region. */
interface Tagged {
  ownerAccount: string;
  region?: string;
  tags: Tag[];
}

interface TagHolder {
  readonly row: Readonly<Tagged>;
  write(tags: Tag[]): void;
}

/** Resource types as ARNs name them (DOMAIN A.1), each with its table. */
const holders: Record<string, (id: string, call: Call) => TagHolder | undefined> = {
  dxcon: holder(ports),
  dxlag: holder(lags),
  dxvif: holder(virtualInterfaces),
  "dx-gateway": holder(directConnectGateways),
  "dx-resiliency-group": holder(resiliencyGroups),
};

export const tagHandlers = {
  TagResource(input, call) {
    const { row, write } = findHolder(input.resourceArn, call);
    if (input.tags.length === 0) throw clientError("At least one tag must be given.");
    checkTags(input.tags, row.tags);
    const changed = new Set(input.tags.map((tag) => tag.key));
    write([...row.tags.filter((tag) => !changed.has(tag.key ?? "")), ...input.tags]);
    return {};
  },

  UntagResource(input, call) {
    const { row, write } = findHolder(input.resourceArn, call);
    write(row.tags.filter((tag) => !input.tagKeys.includes(tag.key ?? "")));
    return {};
  },

  DescribeTags: (input, call) => ({
    resourceTags: input.resourceArns.map((resourceArn) => ({
      resourceArn,
      tags: findHolder(resourceArn, call).row.tags,
    })),
  }),
} satisfies Handlers;

function holder<Row extends Tagged, Index extends string>(definition: TableDefinition<Row, Index>) {
  return (id: string, call: Call): TagHolder | undefined => {
    const table = call.store.table(definition);
    const row = table.get(id);
    const change = (tags: Tag[]): Partial<Tagged> => ({ tags });
    return row && { row, write: (tags) => void table.update(id, change(tags) as Partial<Row>) };
  };
}

/**
 * The resource behind an ARN of the partition of the request, if it is the caller's own: tags are the owner's alone (DOMAIN A.2).
 * @throws DirectConnectClientException
 */
function findHolder(arn: string, call: Call): TagHolder {
  const [, partition, region, account, type, id] =
    /^arn:(aws[a-z-]*):directconnect:([a-z0-9-]*):(\d{12}):([a-z-]+)\/([\w-]+)$/.exec(arn) ?? [];
  if (
    partition !== partitionOf(call.region) ||
    region === undefined ||
    account === undefined ||
    type === undefined ||
    id === undefined
  ) {
    throw clientError(`${arn} is not a valid ARN of a Direct Connect resource.`);
  }
  const found = Object.hasOwn(holders, type) ? holders[type]?.(id, call) : undefined;
  const mine = found?.row.ownerAccount === call.account && account === call.account;
  if (!found || !mine || (found.row.region ?? "") !== region || (region !== "" && region !== call.region)) {
    throw clientError(`Could not find Resource with ARN ${arn}`);
  }
  return found;
}
