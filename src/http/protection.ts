import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/**
 * CORS for the listed origins, and the security headers of every answer. The content security policy here is the
 * one for answers that are no page: nothing at all. Pages state their own.
 */
export async function protect(fastify: FastifyInstance, corsOrigins: readonly string[]): Promise<void> {
  await fastify.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // TLS ends in front of the gateway; whoever terminates it states this for the whole host.
    strictTransportSecurity: false,
    // Sandbox signs in through a window that it opens.
    crossOriginOpenerPolicy: { policy: "same-origin-allow-popups" },
  });
  await fastify.register(cors, {
    origin: [...corsOrigins],
    methods: ["GET", "POST"],
    // Callers prove themselves with a header, never with a cookie of ours.
    credentials: false,
    exposedHeaders: ["x-request-id", "age", "deprecation", "link", "www-authenticate"],
    maxAge: 600,
  });
}
