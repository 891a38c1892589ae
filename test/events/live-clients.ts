import { ApolloClient, type ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createFetchMultipartSubscription } from "@apollo/client/utilities/subscriptions/relay";
import { Client as UrqlClient, fetchExchange } from "@urql/core";
import { createClient as createWsClient } from "graphql-ws";
import {
  type ConcreteRequest,
  Environment,
  Network,
  RecordSource,
  requestSubscription,
  Store,
} from "relay-runtime";
import { WebSocket } from "ws";
import { subscribeBySse, type Subscribed } from "./subscribe";

// Apollo's link looks for the one of browsers, which Node 20 lacks.
Object.assign(globalThis, { WebSocket });

interface StreamRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

export type Subscribe = (url: string, request: StreamRequest, headers: Record<string, string>) => Subscribed;

/** graphql-ws's own client, with the credential in its first message, as in a browser. */
function wsClient(url: string, headers: Record<string, string>) {
  return createWsClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: headers,
    retryAttempts: 0,
  });
}

export const subscribeByWs: Subscribe = (url, { query, variables = {} }, headers) => {
  const client = wsClient(url, headers);
  const results: Subscribed["results"] = [];
  const state: Subscribed["state"] = {};
  const end = client.subscribe(
    { query, variables },
    {
      next: (result) => void results.push(result as Subscribed["results"][number]),
      error: (error) => Object.assign(state, { ended: "failed", error }),
      complete: () => (state.ended ??= "completed"),
    },
  );
  return { results, state, unsubscribe: () => (end(), void client.dispose()) };
};

function apollo(linkOf: (url: string, headers: Record<string, string>) => ApolloLink): Subscribe {
  return (url, { query, variables = {} }, headers) => {
    const client = new ApolloClient({ cache: new InMemoryCache(), link: linkOf(url, headers) });
    const results: Subscribed["results"] = [];
    const state: Subscribed["state"] = {};
    const subscription = client
      .subscribe({ query: gql(query), variables, fetchPolicy: "no-cache" })
      .subscribe({
        next: ({ data, error }) => {
          if (error === undefined) results.push({ data });
          else state.error = error;
        },
        error: (error: unknown) => Object.assign(state, { ended: "failed", error }),
        complete: () => (state.ended ??= "completed"),
      });
    return { results, state, unsubscribe: () => subscription.unsubscribe() };
  };
}

const subscribeByUrql: Subscribe = (url, { query, variables = {} }, headers) => {
  const client = new UrqlClient({
    ...{ url: `${url}/graphql`, exchanges: [fetchExchange], preferGetMethod: false },
    ...{ fetchSubscriptions: true, fetchOptions: { headers } },
  });
  const results: Subscribed["results"] = [];
  const state: Subscribed["state"] = {};
  const { unsubscribe } = client.subscription(query, variables).subscribe(({ data, error }) => {
    if (error === undefined) results.push({ data: data as Record<string, unknown> });
    else state.error = error;
  });
  return { results, state, unsubscribe };
};

const ARGUMENTS = [{ kind: "Variable" as const, name: "after", variableName: "after" }];
const MEMBERS = ["id", "cursor", "type", "resourceId"].map((name) => ({
  ...{ kind: "ScalarField" as const, alias: null, args: null, name, storageKey: null },
}));

/** What relay-compiler makes of a document with `changes(after:)` and these members. */
function relayRequest(text: string): ConcreteRequest {
  const variables = [{ kind: "LocalArgument" as const, name: "after", defaultValue: null }];
  const selections = [
    {
      ...{ kind: "LinkedField" as const, alias: null, name: "changes", storageKey: null },
      ...{ args: ARGUMENTS, concreteType: "ChangeEvent", plural: false, selections: MEMBERS },
    },
  ];
  return {
    kind: "Request",
    fragment: {
      ...{ kind: "Fragment", name: "Changes", type: "Subscription", metadata: null, abstractKey: null },
      ...{ argumentDefinitions: variables, selections },
    },
    operation: { kind: "Operation", name: "Changes", argumentDefinitions: variables, selections },
    params: { id: null, cacheID: text, name: "Changes", operationKind: "subscription", metadata: {}, text },
  };
}

const subscribeByRelay: Subscribe = (url, { query, variables = {} }, headers) => {
  const environment = new Environment({
    network: Network.create(
      () => Promise.reject(new Error("Nothing is queried.")),
      createFetchMultipartSubscription(`${url}/graphql`, { headers }),
    ),
    store: new Store(new RecordSource()),
  });
  const results: Subscribed["results"] = [];
  const state: Subscribed["state"] = {};
  const { dispose } = requestSubscription(environment, {
    ...{ subscription: relayRequest(query), variables },
    onNext: (data) => void results.push({ data: data as Record<string, unknown> }),
    onError: (error) => Object.assign(state, { ended: "failed", error }),
    onCompleted: () => (state.ended ??= "completed"),
  });
  return { results, state, unsubscribe: dispose };
};

/** Every client that subscribes, as its documentation sets it up. */
export const CLIENTS: Readonly<Record<string, Subscribe>> = {
  "graphql-sse": subscribeBySse,
  "graphql-ws": subscribeByWs,
  "Apollo Client over HTTP": apollo((url, headers) => new HttpLink({ uri: `${url}/graphql`, headers })),
  "Apollo Client over a WebSocket": apollo((url, headers) => new GraphQLWsLink(wsClient(url, headers))),
  urql: subscribeByUrql,
  Relay: subscribeByRelay,
};
