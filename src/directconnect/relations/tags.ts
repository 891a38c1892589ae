import type { GatewayError } from "../../errors";
import { MOST_RESOURCES } from "../../types/graph/fan-out";
import type { ResourceTag, Tag } from "../../types/tag";
import type { Place } from "../accounts/accounts";
import { distinct } from "../accounts/fan-out";
import type { DirectConnect } from "../direct-connect";
import { isUnreadable } from "../client/failures";

/**
 * The tags of resources, one call for each account and region that their ARNs name.
 * @returns one entry for each ARN, in the order of the request; an error instead of the tags that could not be read.
 * @throws GatewayError BAD_USER_INPUT for an ARN of no resource or of an account that is not configured, and for too
 * many ARNs; AWS's errors, and where none of them could be read.
 */
export async function tagsOf(
  directConnect: DirectConnect,
  resourceArns: readonly string[],
): Promise<ResourceTag[]> {
  const groups = new Map<string, { place: Place; arns: string[] }>();
  for (const arn of distinct(resourceArns, MOST_RESOURCES, "resourceArns")) {
    const place = directConnect.placeOf(arn, "resourceArns");
    const key = `${place.account.accountId} ${place.region}`;
    const group = groups.get(key) ?? { place, arns: [] };
    group.arns.push(arn);
    groups.set(key, group);
  }
  const all = await Promise.all(
    [...groups.values()].map(async ({ place, arns }) => {
      try {
        const input = { resourceArns: arns };
        const { resourceTags = [] } = await directConnect.read.call("DescribeTags", place, input);
        return { arns, resourceTags, failure: undefined };
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        return { arns, resourceTags: [], failure: error };
      }
    }),
  );
  const failures = all.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const [failure] = failures;
  if (failure !== undefined && failures.length === all.length) throw failure;
  const tagsByArn = new Map<string, Tag[] | GatewayError>();
  for (const { arns, resourceTags, failure } of all) {
    for (const arn of arns) tagsByArn.set(arn, failure ?? []);
    for (const { resourceArn = "", tags = [] } of resourceTags) {
      tagsByArn.set(
        resourceArn,
        tags.flatMap(({ key, value }) =>
          key == null ? [] : [{ key, ...(value === undefined ? {} : { value }) }],
        ),
      );
    }
  }
  return resourceArns.map((resourceArn) => ({ resourceArn, tags: tagsByArn.get(resourceArn) ?? [] }));
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
