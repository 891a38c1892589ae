import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  type AccessConfig,
  accessMembers,
  contradictions,
  NO_ACCESS_CONFIG,
  regionCode,
} from "../auth/access-config";
import { readWebhooksConfig, type WebhookConfig, webhooksSchema } from "./webhooks-config";

/** An account in the config file: who it is, and how to act as it. */
const accountSchema = z
  .strictObject({
    accountId: z.string().regex(/^\d{12}$/, "must be an account: 12 digits"),
    alias: z.string().regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits and the characters _ . -"),
    regions: z.array(regionCode).min(1),
    profile: z.string().min(1).optional(),
    roleArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, "must be the ARN of a role")
      .optional(),
    externalId: z.string().min(2).max(1224).optional(),
    sessionName: z
      .string()
      .regex(/^[\w+=,.@-]{2,64}$/, "must be 2 to 64 letters, digits and the characters _ + = , . @ -")
      .optional(),
  })
  .refine((account) => account.roleArn !== undefined || account.externalId === undefined, {
    message: "must stand with a roleArn",
    path: ["externalId"],
  });

/** The places that are always watched, so that their events exist independently of readers. */
const watchSchema = z.strictObject({
  /** Ids or aliases; all accounts where left out. */
  accounts: z.array(z.string().min(1)).min(1).optional(),
  /** All of each account where left out. */
  regions: z.array(regionCode).min(1).optional(),
});

const fileSchema = z.strictObject({
  accounts: z.array(accountSchema).min(1).optional(),
  watch: z
    .union([z.literal("all"), watchSchema], { error: 'must be "all" or { accounts, regions }' })
    .optional(),
  webhooks: webhooksSchema,
  ...accessMembers,
});

export type WatchConfig = "all" | Readonly<z.output<typeof watchSchema>>;
export type AccountConfig = Readonly<z.output<typeof accountSchema>>;

/** What the config file says. */
export interface FileConfig {
  readonly accounts: readonly AccountConfig[];
  readonly access: AccessConfig;
  /** Undefined where nothing is watched always. */
  readonly watch?: WatchConfig | undefined;
  readonly webhooks: readonly WebhookConfig[];
}

/**
 * Reads the config file. Where it is bad, an empty one is answered.
 * @param problems is added to, one line for each problem; none quotes the file.
 */
export function readConfigFile(path: string, problems: string[]): FileConfig {
  const emptyConfig = { accounts: [], access: NO_ACCESS_CONFIG, webhooks: [] };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // a syntax error's own message quotes the file, which may hold secrets
    const why =
      error instanceof SyntaxError
        ? "it is not JSON"
        : error instanceof Error
          ? error.message
          : String(error);
    problems.push(`CONFIG_FILE: "${path}" was given, which cannot be read: ${why}`);
    return emptyConfig;
  }
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) {
    for (const { path: where, message } of parsed.error.issues) {
      problems.push(`CONFIG_FILE: ${path}: ${where.length === 0 ? "the file" : where.join(".")}: ${message}`);
    }
    return emptyConfig;
  }
  const { accounts = [], watch, webhooks: members = [], ...access } = parsed.data;
  const found = contradictions(access);
  const callers = access.callers.map(({ name }) => name);
  const webhooks = readWebhooksConfig(members, callers, found);
  problems.push(...found.map((problem) => `CONFIG_FILE: ${path}: ${problem}`));
  return { accounts, access, watch, webhooks };
}
