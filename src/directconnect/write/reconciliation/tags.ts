import type { Tag } from "@aws-sdk/client-direct-connect";
import { idOfArn } from "../../accounts/arn";
import { changes, type Explains, unlessChangedLater, unlessEndedLater } from "./later-changes";
import type { Reader, Reconciliations } from "./reconciliation";
import { appliedUnlessOlder } from "./verdicts";

export const tags: Pick<Reconciliations, "TagResource" | "UntagResource"> = {
  TagResource: {
    repeated: "nothing",
    check: async (reader, { input: { resourceArn, tags: wanted = [] } }) => {
      const present = await tagsOf(reader, resourceArn);
      const isThere = ({ key, value = "" }: Tag) =>
        present?.some((tag) => tag.key === key && (tag.value ?? "") === value);
      if (present === undefined) return unlessEndedLater(reader, [idOfArn(resourceArn)], {});
      const otherwise = wanted.filter((tag) => !isThere(tag)).map(({ key }) => setsTag(resourceArn, key));
      return otherwise.length === 0 ? appliedUnlessOlder({}) : unlessChangedLater(reader, otherwise, {});
    },
  },

  UntagResource: {
    repeated: "nothing",
    check: async (reader, { input: { resourceArn, tagKeys = [] } }) => {
      const present = await tagsOf(reader, resourceArn);
      if (present === undefined) return unlessEndedLater(reader, [idOfArn(resourceArn)], {});
      const left = present.filter(({ key = "" }) => tagKeys.includes(key));
      return left.length === 0
        ? appliedUnlessOlder({})
        : unlessChangedLater(
            reader,
            left.map(({ key }) => setsTag(resourceArn, key)),
            {},
          );
    },
  },
};

/** The operations that set or remove a tag of a resource. */
function setsTag(resourceArn: string | undefined, key: string | undefined): Explains {
  return changes({ aspect: `tag ${key ?? ""}`, of: [idOfArn(resourceArn)] });
}

/** @returns undefined where there is no such resource. */
async function tagsOf(reader: Reader, resourceArn = ""): Promise<readonly Tag[] | undefined> {
  const [resource] = await reader.list(
    "DescribeTags",
    { resourceArns: [resourceArn] },
    (output) => output.resourceTags,
  );
  return resource && (resource.tags ?? []);
}
