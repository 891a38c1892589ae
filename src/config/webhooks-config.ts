import { readFileSync } from "node:fs";
import { z } from "zod";
import { regionCode } from "../auth/access-config";
import { OPEN_CALLER } from "../auth/caller";

const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).optional();

/** A webhook in the config file. */
const webhookSchema = z.strictObject({
  /** Identifies it: one of another name is another webhook. */
  name: z.string().regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits and the characters _ . -"),
  /** The caller whose grants it has. */
  caller: z.string().min(1),
  url: z.string().min(1),
  /** Files with its secret, and the secret before it, each in the form of Standard Webhooks. */
  secretFiles: z.array(z.string().min(1)).min(1).max(2),
  filter: z
    .strictObject({
      /** Ids or aliases. */
      accounts: some(z.string().min(1)),
      regions: some(regionCode),
      /** Names of the graph, which checks them. */
      resourceTypes: some(z.string()),
      types: some(z.string()),
      ids: some(z.string().min(1)),
    })
    .default({}),
});

export const webhooksSchema = z.array(webhookSchema).max(100).optional();

type WebhookMember = z.output<typeof webhookSchema>;

/** A webhook as the config file has it. */
export interface WebhookConfig extends Omit<WebhookMember, "secretFiles"> {
  /** Its secret, and the one before it. */
  readonly secrets: readonly string[];
}

/** The form of secrets: 24 to 64 bytes in base64. */
const SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/**
 * Reads the secrets of webhooks from their files.
 * @param callers the names of the callers of the config file.
 * @param problems is added to; none quotes a file.
 */
export function readWebhooksConfig(
  webhooks: readonly WebhookMember[],
  callers: readonly string[],
  problems: string[],
): WebhookConfig[] {
  const callerNames = callers.length === 0 ? [OPEN_CALLER.name] : callers;
  return webhooks.map(({ secretFiles, ...webhook }, index) => {
    const report = (problem: string) => problems.push(`webhooks.${index}.${problem}`);
    if (!callerNames.includes(webhook.caller)) report("caller: must be one of the callers");
    if (webhooks.findIndex(({ name }) => name === webhook.name) !== index) report("name: stands there twice");
    const secrets = secretFiles.map((path, place) => {
      const secret = readSecret(path);
      if (!SECRET.test(secret ?? ""))
        report(`secretFiles.${place}: must be a file with whsec_ and 24 to 64 bytes in base64`);
      return secret ?? "";
    });
    return { ...webhook, secrets };
  });
}

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
