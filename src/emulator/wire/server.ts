import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { World } from "../call";
import { defaultDurations } from "../state/durations";
import { ServiceError } from "../errors";
import { loadAccounts } from "../fixtures/accounts";
import { loadFixtures } from "../fixtures";
import { loadNetwork } from "../fixtures/network";
import { moveFixtures } from "../fixtures/places";
import { fixtureRoleTrusts } from "../fixtures/role-trusts";
import { addGateway } from "../gateways/vpc-gateways";
import { setLink } from "../ports/links";
import { announcePrefixes } from "../virtual-interfaces/announcements";
import type { EmulatorOptions } from "../options";
import { defaultRules } from "../rules/rules";
import { recognise, Service } from "./service";
import { Agenda } from "../state/agenda";
import { Clock } from "../state/clock";
import { Ids } from "../state/ids";
import { Store } from "../state/store";
import { isQueryRequest, queryErrorAnswer } from "../sts/query-protocol";
import { SecurityTokenService } from "../sts/security-token-service";
import { AccessKeyRing } from "./access-keys";
import { Delivery, errorAnswer, send, type Envelope, type Execute } from "./answer";
import { readBody } from "./body";
import { control, controlPrefix, type Controls } from "./control";
import { withoutFaultPage } from "./fault-pages";
import { Faults } from "./faults";
import { allowsHost, countHostLines } from "./host";
import { RequestLog, type ReceivedRequest } from "./request-log";
import { Throttle } from "./throttle";

/** A running emulator. */
export interface Emulator extends Controls {
  /** For instance `http://127.0.0.1:4566`: the endpoint for any AWS tool. */
  readonly url: string;
  readonly port: number;
  readonly store: Store;
  /** Stops listening and ends every connection, idle or not. */
  close(): Promise<void>;
}

/**
 * Starts an embedded Direct Connect that speaks AWS JSON 1.1 over HTTP.
 * @throws what `listen` throws, for instance EADDRINUSE
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = "127.0.0.1", maxBodyBytes = 1_000_000 } = options;
  const world: World = {
    store: new Store(),
    clock: new Clock(options.clock ?? { mode: "scaled", scale: 60 }, options.startAt?.getTime()),
    agenda: new Agenda(),
    ids: new Ids(options.seed),
    rules: { ...defaultRules, ...options.rules },
    durations: { ...defaultDurations, ...options.durations },
  };
  const requests = new RequestLog(options.requestLogSize);
  const delivery = new Delivery();
  const faults = new Faults(undefined, () => delivery.release());
  const unknownMembers = {
    isRefused: options.strict ?? false,
    report: options.reportUnknownMembers ?? ((message: string) => console.error(message)),
  };
  const reportBug = options.reportBug ?? ((error: unknown) => console.error(error));
  const service = new Service(world, reportBug, unknownMembers, options.pageSize);
  const keys = new AccessKeyRing(options.accessKeys, options.sessionSeconds);
  const sts = new SecurityTokenService(keys, options.roleTrusts ?? fixtureRoleTrusts);
  const throttle = options.throttle && new Throttle(options.throttle);

  const reset = () => {
    world.store.clear();
    world.agenda.clear();
    requests.clear();
    delivery.drop();
    faults.clear();
    loadAccounts(world);
    if (options.fixtures ?? true) loadFixtures(world);
    if (options.places) moveFixtures(world, options.places);
    if (options.network) loadNetwork(world, options.network, options.places);
  };
  reset();
  const controls: Controls = {
    clock: world.clock,
    requests,
    faults,
    reset,
    setLink: (id, link) => setLink(world, id, link),
    announcePrefixes: (id, count) => {
      service.settle();
      announcePrefixes(world, id, count);
    },
    addGateway: (gateway) => addGateway(world, gateway),
    expireSessions: () => keys.expireSessions(),
  };

  const answer = (
    request: ReceivedRequest,
    response: ServerResponse,
    execute: Execute,
    envelope: Envelope = errorAnswer,
  ) => {
    world.store.remember(faults.longestLag, () => world.clock.now());
    const fault = faults.strike(request);
    const entry = requests.record({ ...request, fault: fault?.kind });
    const executeAndNote: Execute = (view) => {
      const answered = execute(view);
      entry.executed = answered.status;
      entry.executedAt = Date.now();
      return answered;
    };
    delivery.deliver(response, executeAndNote, fault, envelope);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith(controlPrefix)) return control(request, response, controls);
    const requestId = randomUUID();
    response.setHeader("x-amzn-requestid", requestId);
    const text = await readBody(request, maxBodyBytes);
    const at = Date.now();
    if (isQueryRequest(request.headers)) {
      const stsRequest = sts.recognise(request.headers, text);
      const { operation, account, region, input } = stsRequest;
      const envelope = envelopeFor(request, response);
      const execute = () => service.answer(() => sts.execute(stsRequest, requestId), envelope);
      answer({ operation, account, region, input, requestId, at }, response, execute, envelope);
      return;
    }
    const recognized = recognise(request, keys);
    throttle?.admit(recognized.account);
    const body = readJson(text);
    const execute: Execute = (view) => service.execute(recognized, withoutFaultPage(body), view);
    answer({ ...recognized, input: body, requestId, at }, response, execute);
  };

  let listensOn = "";
  const server = createServer((request, response) => {
    // A client that gives up is its own affair; without a listener its reset would end the process.
    response.on("error", () => undefined);
    if (countHostLines(request.rawHeaders) > 1) {
      response
        .writeHead(400, { "content-type": "application/json", connection: "close" })
        .end(JSON.stringify({ message: "A request may have one Host line; several were sent." }));
      return;
    }
    if (!allowsHost(request.headers.host, listensOn)) {
      const message = "This emulator is for this machine alone: call it as localhost or 127.0.0.1.";
      response
        .writeHead(421, { "content-type": "application/json", connection: "close" })
        .end(JSON.stringify({ message }));
      return;
    }
    handle(request, response).catch((error: unknown) => {
      const answer = service.answer(
        () => {
          throw error;
        },
        envelopeFor(request, response),
      );
      // The rest of an oversized body is not worth reading for the sake of the connection.
      if (answer.status === 413) response.setHeader("connection", "close");
      send(response, answer);
    });
  });
  server.maxHeadersCount = 0; // Node would silently leave out what is beyond 1,000, such as a second Host line
  server.on("clientError", (_error, socket) => {
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });

  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, () => {
      server.off("error", reject);
      const address = server.address();
      if (typeof address === "object" && address) listensOn = address.address;
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });

  return {
    ...controls,
    store: world.store,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        delivery.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Each protocol has its own form for errors, also for those found before the protocol's own code runs. */
function envelopeFor(request: IncomingMessage, response: ServerResponse): Envelope {
  if (!isQueryRequest(request.headers)) return errorAnswer;
  return (error) => queryErrorAnswer(error, String(response.getHeader("x-amzn-requestid") ?? ""));
}

function readJson(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new ServiceError("SerializationException", "The request body is not valid JSON.");
  }
}
