import type { ResourceTag } from "../types/tag";
import type { Place } from "./accounts";
import type { DirectConnect } from "./direct-connect";

/**
 * The tags of resources, one call for each account and region that their ARNs name.
 * @returns one entry for each ARN, in the order asked.
 * @throws GatewayError BAD_USER_INPUT for an ARN of no resource or no account of the gateway.
 */
export async function tagsOf(
  directConnect: DirectConnect,
  resourceArns: readonly string[],
): Promise<ResourceTag[]> {
  const groups = new Map<string, { place: Place; arns: string[] }>();
  for (const arn of resourceArns) {
    const place = directConnect.placeOf(arn);
    const key = `${place.account.accountId} ${place.region}`;
    const group = groups.get(key) ?? { place, arns: [] };
    group.arns.push(arn);
    groups.set(key, group);
  }
  const answers = await Promise.all(
    [...groups.values()].map(({ place, arns }) =>
      directConnect.read.ask("DescribeTags", place, { resourceArns: [...new Set(arns)] }),
    ),
  );
  const tagsByArn = new Map(
    answers
      .flatMap(({ resourceTags = [] }) => resourceTags)
      .map(({ resourceArn, tags }) => [resourceArn, tags]),
  );
  return resourceArns.map((resourceArn) => ({
    resourceArn,
    tags: (tagsByArn.get(resourceArn) ?? []).map(({ key = "", value }) => ({
      key,
      ...(value === undefined ? {} : { value }),
    })),
  }));
}

/**
 * The tags of one resource after a change of them.
 * @throws GatewayError APPLIED_BUT_UNREAD
 */
export async function tagsAfterChange(
  directConnect: DirectConnect,
  resourceArn: string,
): Promise<ResourceTag> {
  const [tags] = await directConnect.readBack(`the tags of ${resourceArn}`, () =>
    tagsOf(directConnect, [resourceArn]),
  );
  return tags ?? { resourceArn, tags: [] };
}
