import type { Tag } from "@aws-sdk/client-direct-connect";
import type { Look, Reconciliations } from "./reconciliation";
import { appliedUnlessOlder, notApplied } from "./verdicts";

export const tags: Pick<Reconciliations, "TagResource" | "UntagResource"> = {
  TagResource: {
    repeated: "nothing",
    look: async (look, { input: { resourceArn, tags: wanted = [] } }) => {
      const present = await tagsOf(look, resourceArn);
      const isThere = ({ key, value = "" }: Tag) =>
        present?.some((tag) => tag.key === key && (tag.value ?? "") === value);
      return wanted.every(isThere) ? appliedUnlessOlder({}) : notApplied;
    },
  },

  UntagResource: {
    repeated: "nothing",
    look: async (look, { input: { resourceArn, tagKeys = [] } }) => {
      const present = await tagsOf(look, resourceArn);
      const isGone = present !== undefined && !present.some(({ key = "" }) => tagKeys.includes(key));
      return isGone ? appliedUnlessOlder({}) : notApplied;
    },
  },
};

/** @returns undefined where there is no such resource. */
async function tagsOf(look: Look, resourceArn = ""): Promise<readonly Tag[] | undefined> {
  const [resource] = await look.list(
    "DescribeTags",
    { resourceArns: [resourceArn] },
    (output) => output.resourceTags,
  );
  return resource && (resource.tags ?? []);
}
