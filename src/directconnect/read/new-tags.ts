import type { ResourceTag } from "@aws-sdk/client-direct-connect";
import { fromStored } from "../../journal/stored-json";
import { parseArn } from "../accounts/arn";
import type { Place } from "../accounts/accounts";
import type { RowChange } from "../write/row-change";

interface TagsOfNew {
  /** The tags that they were made with. */
  readonly newTags: readonly ResourceTag[];
  /** The ARNs of the others. */
  readonly others: readonly string[];
}

/**
 * Those resources in the input of DescribeTags that changes have made just now. Resources that another account made
 * for this one do not count: AWS shows tags to their owner alone.
 * @param input of DescribeTags.
 * @param made the change that made a resource, by its id.
 */
export function tagsOfNew(
  input: object,
  { account }: Place,
  made: (id: string) => RowChange | undefined,
): TagsOfNew {
  const { resourceArns = [] } = input as { resourceArns?: readonly string[] }; // DescribeTags's own
  const newTags = resourceArns.flatMap((resourceArn) => {
    const { members } = made(parseArn(resourceArn)?.resourceId ?? "") ?? {};
    if (members === undefined || (members["ownerAccount"] ?? account.accountId) !== account.accountId)
      return [];
    const { tags } = fromStored({ tags: members["tags"] ?? [] }) as Required<Pick<ResourceTag, "tags">>; // as AWS answered it
    return [{ resourceArn, tags }];
  });
  const arns = new Set<string | undefined>(newTags.map(({ resourceArn }) => resourceArn));
  return { newTags, others: resourceArns.filter((arn) => !arns.has(arn)) };
}

/** DescribeTags's answer with the tags of more resources. */
export function withTags<Output extends object>(output: Output, more: readonly ResourceTag[]): Output {
  const { resourceTags = [] } = output as { resourceTags?: readonly ResourceTag[] }; // DescribeTags's own
  return { ...output, resourceTags: [...resourceTags, ...more] };
}
