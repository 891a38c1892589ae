import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { senderOf } from "../auth/caller";
import { requirePermission } from "../auth/refusals";
import type { Context } from "../context";
import { recalledError } from "../directconnect/write/change-errors";
import { auditFilter, cutOf, entriesPage } from "../journal/audit";
import { checkKey } from "../journal/idempotency";
import { fromStored } from "../journal/stored-json";
import type { Entry, EntrySummary } from "../journal/entry";
import type { EntryContent, EntryContents } from "../journal/entry-contents";
import { AuditArgs, JournalEntry, JournalEntryPage } from "../types/journal-entry";

@Resolver()
export class JournalEntryResolver {
  @Query(() => JournalEntry, {
    nullable: true,
    description:
      "The outcome of a change of the caller. Null if the caller used no such key, if the change was refused before AWS executed it, or if it concerns what the caller is no longer granted.",
  })
  async mutationOutcome(
    @Arg("key", () => String, {
      description: "The idempotency key, as sent or as returned in `extensions.idempotency`.",
    })
    key: string,
    @Ctx() { caller, directConnect, journal }: Context,
  ) {
    requirePermission(caller, "read", "mutationOutcome");
    checkKey("key", key);
    directConnect.read.usedOther();
    const entry = await journal.find(caller, key, { grants: caller.grants, sender: senderOf(caller) });
    return entry === null ? null : shown(entry);
  }

  @Query(() => JournalEntryPage, {
    nullable: true,
    description:
      "The audit trail: who changed what, when, with which key and which outcome, newest first. It covers the accounts that the caller is granted, and under a grant of some ports or owner accounts only what concerns these.",
  })
  async auditEntries(
    @Args(() => AuditArgs) args: AuditArgs,
    @Ctx() { caller, directConnect, journal, journalContents }: Context,
  ) {
    requirePermission(caller, "audit", "auditEntries");
    directConnect.read.usedOther();
    const filter = auditFilter(args, caller.grants, senderOf(caller));
    const entries = await journal.list(filter, cutOf(args));
    return entriesPage(
      entries,
      args,
      (entry) => summary(entry, journalContents),
      () => journal.count(filter),
    );
  }
}

function shown(entry: Entry) {
  const { input, output } = entry;
  return { ...entry, error: outcomeError(entry), input: fromStored(input), output: fromStored(output) };
}

/** The contents of an entry that may be large are read only where they are selected. */
function summary(entry: EntrySummary, contents: EntryContents) {
  // An outcome that was noted after the page was read is not shown with the earlier state.
  const outcome = (content: EntryContent) =>
    content.state === entry.state ? content : { ...content, output: null, error: null };
  return {
    ...entry,
    input: async () => fromStored((await contents.of(entry.id)).input),
    output: async () => fromStored(outcome(await contents.of(entry.id)).output),
    error: async () => outcomeError({ ...entry, ...outcome(await contents.of(entry.id)) }),
  };
}

/** What AWS refused a repeat with is no outcome as long as it is not known what an earlier sending did. */
function outcomeError(entry: Pick<Entry, "state" | "operation" | "account" | "region" | "input" | "error">) {
  return entry.state === "refused" ? recalledError(entry) : null;
}
