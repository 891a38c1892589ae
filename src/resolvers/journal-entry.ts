import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { requirePermission } from "../auth/refusals";
import type { Context } from "../context";
import { entriesPage } from "../journal/audit";
import { fromStored } from "../journal/stored-json";
import type { Entry } from "../journal/entry";
import { AuditArgs, JournalEntry, JournalEntryPage } from "../types/journal-entry";

@Resolver()
export class JournalEntryResolver {
  @Query(() => JournalEntry, {
    nullable: true,
    description:
      "What became of a change that the caller asked for; null where the caller used no such key, or what was asked under it was refused before AWS looked at it.",
  })
  async mutationOutcome(
    @Arg("key", () => String, {
      description: "The idempotency key, as given or as told in `extensions.idempotency`.",
    })
    key: string,
    @Ctx() { caller, directConnect, journal }: Context,
  ) {
    directConnect.read.usedOther();
    const entry = await journal.find(caller.name, key);
    return entry === null ? null : shown(entry);
  }

  @Query(() => JournalEntryPage, {
    description: "Who changed what, when, with which key, and what became of it: the newest first.",
  })
  async auditEntries(
    @Args(() => AuditArgs) args: AuditArgs,
    @Ctx() { caller, directConnect, journal }: Context,
  ) {
    requirePermission(caller, "audit", "auditEntries");
    directConnect.read.usedOther();
    return entriesPage(await journal.list(args), args, shown);
  }
}

function shown(entry: Entry) {
  return { ...entry, input: fromStored(entry.input), output: fromStored(entry.output) };
}
