import { isJoined } from "../../collections/resiliency-group-associations";
import { idOfArn } from "../../accounts/arn";
import type { ResiliencyGroup, ResiliencyGroupAssociation } from "@aws-sdk/client-direct-connect";
import { GatewayError } from "../../../errors";
import { isNotFound } from "../../client/failures";
import { resiliencyGroups as listedGroups } from "../../collections/resiliency-groups";
import { by, changes, type Explains, unlessChangedLater, unlessEndedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./change-tags";
import { noteDeleted } from "./deleted-rows";
import type { Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

type Operation =
  | "CreateResiliencyGroup"
  | "UpdateResiliencyGroup"
  | "DeleteResiliencyGroup"
  | "AssociateConnectionsToResiliencyGroup"
  | "DisassociateConnectionsFromResiliencyGroup";

export const resiliencyGroups: Pick<Reconciliations, Operation> = {
  CreateResiliencyGroup: {
    repeated: "another",
    mark: marked,
    takesToken: true,
    before: (reader, { resiliencyGroupName }) =>
      Promise.resolve(
        heldBefore(reader.held(listedGroups), (row) => row.resiliencyGroupName === resiliencyGroupName, idOf),
      ),
    check: async (reader, change) => {
      const { resiliencyGroupName } = change.input;
      const listed = await reader.list("ListResiliencyGroups", {}, (output) => output.items);
      const named = listed.filter((row) => row.resiliencyGroupName === resiliencyGroupName);
      return byMark(
        reader,
        "CreateResiliencyGroup",
        await Promise.all(named.map((row) => withTags(row, reader))),
        change,
        { idOf, isAlike: () => true, isSame: () => true, name: undefined },
        (resiliencyGroup) => applied({ resiliencyGroup }),
      );
    },
  },

  UpdateResiliencyGroup: {
    repeated: "nothing",
    takesToken: true,
    check: async (reader, { input: { resiliencyGroupId, resiliencyGroupName } }) => {
      const resiliencyGroup = await resiliencyGroupOf(reader, resiliencyGroupId);
      if (resiliencyGroup === undefined || isEnding(resiliencyGroup.state))
        return unlessEndedLater(reader, [resiliencyGroupId], { resiliencyGroup });
      if (resiliencyGroup.resiliencyGroupName === resiliencyGroupName)
        return appliedUnlessOlder({ resiliencyGroup });
      const isRenamed = changes({ aspect: "member resiliencyGroupName", of: [resiliencyGroupId] });
      return unlessChangedLater(reader, [isRenamed], { resiliencyGroup });
    },
  },

  DeleteResiliencyGroup: {
    repeated: "nothing",
    before: (reader, { resiliencyGroupId }) =>
      noteDeleted(reader, "DeleteResiliencyGroup", async () => {
        const row = await resiliencyGroupOf(reader, resiliencyGroupId);
        return row && (await withTags(row, reader));
      }),
    check: async (reader, { input: { resiliencyGroupId } }) => {
      const resiliencyGroup = await resiliencyGroupOf(reader, resiliencyGroupId);
      if (resiliencyGroup === undefined) return gone;
      return isEnding(resiliencyGroup.state) ? applied({ resiliencyGroup }) : notApplied;
    },
  },

  AssociateConnectionsToResiliencyGroup: {
    repeated: "nothing",
    takesToken: true,
    check: async (reader, { input }) => {
      const { present, missing } = await membersNamed(reader, input);
      const output = { resiliencyGroupAssociations: present };
      if (missing.length === 0) return appliedUnlessOlder(output);
      return unlessChangedLater(
        reader,
        missing.map((id) => isMovedBut("AssociateConnectionsToResiliencyGroup", id, input)),
        output,
      );
    },
  },

  DisassociateConnectionsFromResiliencyGroup: {
    repeated: "nothing",
    takesToken: true,
    check: async (reader, { input }) => {
      const { all, present } = await membersNamed(reader, input);
      const output = { resiliencyGroupAssociations: all };
      if (present.length === 0) return appliedUnlessOlder(output);
      const left = present.map(({ connectionArn }) => idOfArn(connectionArn));
      return unlessChangedLater(
        reader,
        left.map((id) => isMovedBut("DisassociateConnectionsFromResiliencyGroup", id, input)),
        output,
      );
    },
  },
};

/** Where `Get…` is denied, as AWS's managed policy for readers does, the list of the region has it. */
export async function resiliencyGroupOf(
  reader: Reader,
  resiliencyGroupId = "",
): Promise<ResiliencyGroup | undefined> {
  try {
    const { resiliencyGroup } = await reader.call("GetResiliencyGroup", { resiliencyGroupId });
    return resiliencyGroup;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (!(error instanceof GatewayError) || error.code !== "FORBIDDEN") throw error;
  }
  const listed = await reader.list("ListResiliencyGroups", {}, (output) => output.items);
  return listed.find((row) => row.resiliencyGroupId === resiliencyGroupId);
}

/** Lists show a group without its tags. */
async function withTags(row: ResiliencyGroup, reader: Reader): Promise<ResiliencyGroup> {
  const [resource] = await reader.list(
    "DescribeTags",
    { resourceArns: [row.resiliencyGroupArn ?? ""] },
    (output) => output.resourceTags,
  );
  return resource === undefined ? row : { ...row, tags: resource.tags };
}

interface Named {
  /** The associations of the named members, in any state. */
  readonly all: ResiliencyGroupAssociation[];
  /** Those that are in effect. */
  readonly present: ResiliencyGroupAssociation[];
  /** The ids of the named members that have none in effect. */
  readonly missing: readonly string[];
}

/** The members that a change named, by id or ARN, compared with the associations of their group. */
async function membersNamed(
  reader: Reader,
  input: {
    readonly resiliencyGroupId: string | undefined;
    readonly connectionIdentifiers: string[] | undefined;
  },
): Promise<Named> {
  const { resiliencyGroupId, connectionIdentifiers = [] } = input;
  const listed = await reader.list(
    "ListResiliencyGroupAssociations",
    { resiliencyGroupId },
    (output) => output.items,
  );
  const wanted = new Set(connectionIdentifiers.map(idOfArn));
  const all = listed.filter(({ connectionArn }) => wanted.has(idOfArn(connectionArn)));
  const present = all.filter(isJoined);
  const held = new Set(present.map(({ connectionArn }) => idOfArn(connectionArn)));
  return { all, present, missing: [...wanted].filter((id) => !held.has(id)) };
}

type Joining = "AssociateConnectionsToResiliencyGroup" | "DisassociateConnectionsFromResiliencyGroup";

/**
 * The operations that change the membership in the group, except the same change of the same group, which has the
 * same effect.
 */
function isMovedBut(
  same: Joining,
  id: string,
  { resiliencyGroupId }: { readonly resiliencyGroupId: string | undefined },
): Explains {
  const isMoved = changes({ aspect: "resiliencyGroups", of: [id, resiliencyGroupId] });
  const isSame = by(same, (later) => later.resiliencyGroupId === resiliencyGroupId);
  return (later) => isMoved(later) && !isSame(later);
}

function idOf({ resiliencyGroupId }: { readonly resiliencyGroupId?: string | null | undefined }) {
  return resiliencyGroupId ?? undefined;
}
