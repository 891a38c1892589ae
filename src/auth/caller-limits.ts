import { z } from "zod";

const count = z.int().min(1);

/** What the config file may say of a caller's limits; what it leaves out is as for everybody. */
export const callerLimitsSchema = z
  .strictObject({
    /** Bytes of a request's body. */
    body: count,
    /** Tokens of a document. */
    tokens: count,
    depth: count,
    aliases: count,
    rootFields: count,
    directives: count,
    /** The most that `first` and `last` may ask for. */
    pageSize: count,
    /** The cost of one request, and of all in a minute. */
    cost: count,
    costPerMinute: count,
    /** Requests at the same time. */
    concurrent: count,
    /** Milliseconds that one request may take. */
    deadline: count,
    /** Whether only registered documents are answered. */
    trustedDocumentsOnly: z.boolean(),
  })
  .partial();

export type CallerLimits = Readonly<z.output<typeof callerLimitsSchema>>;
