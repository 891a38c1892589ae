import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import { CEILINGS } from "../../auth/caller-limits";
import { stringifyAround } from "../../execution/json-text";
import { type DeprecatedUse, deprecationPlugin } from "../pipeline/deprecations";
import { type UnavailableOf, unavailablePlugin } from "../answers/unavailable";
import { type FreshnessOf, freshnessPlugin } from "../answers/freshness";
import { idempotencyPlugin } from "../pipeline/idempotency";
import type { Page } from "../pages/page";
import type { KnownDocuments } from "../pipeline/known-documents";
import type { FormatError } from "../pipeline/later-errors";
import type { Steps } from "../pipeline/steps";
import { executorFor } from "./executor";
import { KnownOperationTypesRule } from "./known-operation-types";
import { stepsPlugin } from "./steps-plugin";

export interface ApolloOptions<C extends object> {
  schema: GraphQLSchema;
  logger: Logger;
  introspection: boolean;
  formatError?: FormatError;
  /** Called for each deprecated element that a response used. */
  onDeprecatedUse?: (use: DeprecatedUse) => void;
  /** Where a caller reads about deprecations: the target of the `Link` header. */
  deprecationDocs: string;
  /** The page for a browser that opens `/graphql`. */
  landing: Page;
  drainPlugin: ApolloServerPlugin;
  /** How old an answer is; by default answers do not include it. */
  freshness?: FreshnessOf<C>;
  /** What is missing from an answer; by default answers do not include it. */
  unavailable?: UnavailableOf<C>;
  steps: Steps;
  documents: KnownDocuments;
}

/** Apollo Server with the settings of this gateway; not yet started. */
export function createApollo<C extends object>(options: ApolloOptions<C>): ApolloServer<C> {
  const { schema, logger, introspection, formatError, deprecationDocs, onDeprecatedUse, landing } = options;
  const { steps, documents } = options;
  return new ApolloServer<C>({
    gateway: executorFor(schema, steps),
    documentStore: documents.store,
    stringifyResult: stringifyAround,
    introspection,
    csrfPrevention: true,
    validationRules: [KnownOperationTypesRule],
    parseOptions: { maxTokens: CEILINGS.tokens },
    includeStacktraceInErrorResponses: false,
    // server.ts owns the signals: it also closes the emulator.
    stopOnTerminationSignals: false,
    logger: {
      debug: (message: unknown) => logger.debug(String(message)),
      info: (message: unknown) => logger.info(String(message)),
      warn: (message: unknown) => logger.warn(String(message)),
      error: (message: unknown) => logger.error(String(message)),
    },
    ...(formatError && { formatError }),
    plugins: [
      // Otherwise every field is wrapped, which costs a third of the time of a 100-row answer.
      ApolloServerPluginCacheControlDisabled(),
      // Nothing is sent to Apollo, whatever APOLLO_* variables the environment holds.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      // Instead of Apollo's own; Apollo still decides which requests prefer a page.
      {
        serverWillStart: () =>
          Promise.resolve({ renderLandingPage: () => Promise.resolve({ html: landing.html }) }),
      },
      idempotencyPlugin(),
      deprecationPlugin({
        seesSchema: (exchange) => steps.seesSchema(exchange),
        docsUrl: deprecationDocs,
        ...(onDeprecatedUse && { onUse: onDeprecatedUse }),
      }),
      ...(options.freshness === undefined ? [] : [freshnessPlugin(options.freshness)]),
      ...(options.unavailable === undefined ? [] : [unavailablePlugin(options.unavailable)]),
      stepsPlugin(steps, documents, { schema, formatError: formatError ?? ((formatted) => formatted) }),
      options.drainPlugin,
    ],
  });
}
