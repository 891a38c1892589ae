import cors, { type FastifyCorsOptions } from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance, FastifyRequest } from "fastify";

/**
 * CORS for the listed origins, and the security headers of every answer. The content security policy here is the
 * one for answers that are no page: nothing at all. Pages state their own, and more headers (page.ts).
 * @see https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
 */
export async function protect(fastify: FastifyInstance, corsOrigins: readonly string[]): Promise<void> {
  await fastify.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // TLS ends in front of the gateway; whoever terminates it states this for the whole host.
    strictTransportSecurity: false,
    // These say nothing about an answer that is no document; pages state them themselves.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xXssProtection: false,
    // These are for Flash and Internet Explorer 8.
    xPermittedCrossDomainPolicies: false,
    xDownloadOptions: false,
  });
  const options: FastifyCorsOptions = {
    origin: [...corsOrigins],
    methods: ["GET", "POST"],
    // Callers prove themselves with a header, never with a cookie of ours.
    credentials: false,
    maxAge: 600,
  };
  // What a page of another origin may read is told to pages alone.
  const optionsForPages = {
    ...options,
    exposedHeaders: ["x-request-id", "age", "deprecation", "link", "www-authenticate"],
  };
  await fastify.register(cors, {
    delegator: ({ headers }: FastifyRequest, done: (error: null, options: FastifyCorsOptions) => void) => {
      done(null, headers.origin === undefined ? options : optionsForPages);
    },
  });
}
