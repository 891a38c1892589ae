import { z } from "zod";
import type { JsonValue } from "../../store/json";
import { READ_OPERATIONS } from "../client/operations";
import type { Invalidation } from "./invalidation";
import { type ElementChange, withoutMembers } from "./row-change";

const json: z.ZodType<JsonValue> = z.json();
const object = z.record(z.string(), json);
const operation = z.enum(READ_OPERATIONS);
const accountId = z.string().regex(/^\d{12}$/);

const elements: z.ZodType<ElementChange> = z
  .object({
    member: z.string(),
    key: z.string(),
    state: z.string().optional(),
    count: z.string().optional(),
    put: z.array(object),
    removed: z.array(z.string()),
    set: z
      .object({ keys: z.array(z.string()).optional(), members: object })
      .strict()
      .exactOptional(),
    within: z
      .object({
        key: z.string().optional(),
        get elements() {
          return z.array(elements);
        },
      })
      .strict()
      .exactOptional(),
  })
  .strict();

const rowChange = z
  .object({
    listings: z.array(
      z.object({ operation, account: accountId.nullable(), parent: z.string().optional() }).strict(),
    ),
    id: z.string().min(1),
    by: z.string().exactOptional(),
    whose: object.exactOptional(),
    except: z.string().exactOptional(),
    topic: z.string().exactOptional(),
    members: object,
    isWhole: z.boolean(),
    state: z.string().optional(),
    decisive: z.array(z.string()),
    decisiveElements: z.array(elements),
    elements: z.array(elements),
    isLeftOut: z.literal(true).exactOptional(),
  })
  .strict();

const invalidation: z.ZodType<Invalidation> = z
  .object({
    id: z.string().min(1),
    reads: z.array(
      z
        .object({ operations: z.array(operation), account: accountId.nullable(), region: z.string() })
        .strict(),
    ),
    rows: z.array(rowChange),
    moreIn: z.array(operation).exactOptional(),
    validMilliseconds: z.number().min(0),
    order: z.object({ from: z.number(), until: z.number() }).strict().exactOptional(),
    isCut: z.literal(true).exactOptional(),
  })
  .strict();

/**
 * An invalidation as a text for other processes.
 * @param bytes its maximum length. Row changes are left out where it is too long, the largest ones first: the
 * others read the change in the journal, and until then the rows again.
 */
export function textOfInvalidation(message: Invalidation, bytes: number): string {
  const text = JSON.stringify(message);
  if (Buffer.byteLength(text) <= bytes || message.rows.length === 0) return text;
  const sizes = message.rows.map((row) => JSON.stringify(row).length);
  const largest = sizes.indexOf(Math.max(...sizes));
  const rows = message.rows.flatMap((row, index) => {
    if (index !== largest) return [row];
    return row.isLeftOut === true ? [] : [withoutMembers(row)];
  });
  return textOfInvalidation({ ...message, rows, isCut: true }, bytes);
}

/** @returns undefined for any other text, such as one of a later version. */
export function readInvalidation(text: string): Invalidation | undefined {
  try {
    return invalidation.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // no JSON
  }
}
