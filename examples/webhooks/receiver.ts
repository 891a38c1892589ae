import { createServer, type Server } from "node:http";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

/** The longest body that is read, in bytes. */
const LONGEST_BODY = 1_048_576;

export interface ChangeEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: { readonly sequence?: number; readonly changes?: readonly object[] };
}

/**
 * Receives webhooks over HTTP, behind a proxy that ends TLS.
 * @param secret as `createWebhook` showed it.
 * @param store stores an event before it is acknowledged. An event may come twice: `id` says so.
 */
export function receiver(secret: string, store: (event: ChangeEvent) => Promise<void>): Server {
  const webhook = new Webhook(secret);
  return createServer((request, response) => {
    const respond = (status: number) => response.writeHead(status).end();
    const receive = async () => {
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of request as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > LONGEST_BODY) return 413;
        chunks.push(chunk);
      }
      // The signature is over the bytes as they came: verify them before they are parsed.
      const body = Buffer.concat(chunks).toString();
      await store(webhook.verify(body, request.headers as Record<string, string>) as ChangeEvent);
      return 204;
    };
    receive().then(respond, (error: unknown) =>
      respond(error instanceof WebhookVerificationError ? 401 : 500),
    );
  });
}
