import { connect } from "node:net";
import { MOST_CHANGES, WaitingLine } from "../../src/http/limits/waiting-line";
import { NO_METRICS } from "../../src/observability/metrics";
import { type Edge, startEdge, stopEdges } from "./edge";

afterEach(() => stopEdges());

describe("a line of requests", () => {
  let now = 0;
  let order: (() => void)[] = [];
  let begun: number[] = [];
  let refused: number[] = [];
  let line: WaitingLine;
  /** How long each takes that is begun. */
  let pace = 10;
  beforeEach(() => {
    [now, pace, order, begun, refused] = [0, 10, [], [], []];
    line = new WaitingLine({ maxWait: 400, now: () => now, schedule: (next) => order.push(next) });
  });

  const join = (number = 0, caller = "a", isChange = false, person = caller) =>
    line.join({
      sender: () => ({ caller, person }),
      isChange: () => isChange,
      begin: () => {
        begun.push(number);
        now += pace;
        return true;
      },
      refuse: () => void refused.push(number),
    });
  /** @returns how many of them are not refused. */
  const joinAll = (count: number) => {
    const before = refused.length;
    for (let number = 0; number < count; number += 1) join(number);
    next();
    next();
    return count - (refused.length - before);
  };
  /** One turn of the event loop. */
  const next = () => {
    const due = order.splice(0);
    due.forEach((one) => one());
    return due.length;
  };
  const untilEmpty = () => {
    while (next() > 0);
  };
  /** So that it has measured how long a request takes. */
  const learn = () => {
    for (let number = 0; number < 100; number += 1) {
      join();
      untilEmpty();
    }
    begun = [];
  };

  test("looks out once more before it begins what has come, and then has nothing to do", () => {
    join(1);
    expect([next(), begun]).toEqual([1, []]);
    expect([next(), begun]).toEqual([1, [1]]);
    next();
    expect(next()).toBe(0);
  });

  test("begins one at a turn where each takes long, in the order in which they came", () => {
    learn();
    joinAll(4);
    expect(begun).toEqual([0]);
    next();
    expect(begun).toEqual([0, 1]);
    untilEmpty();
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  test("begins at one turn what it can do in five milliseconds", () => {
    pace = 0.1;
    learn();
    joinAll(60);
    expect(begun.length).toBeGreaterThanOrEqual(49);
    expect(begun.length).toBeLessThanOrEqual(50);
  });

  test("goes on looking out while connections come, but not for ever", () => {
    learn();
    join(1);
    for (let count = 0; count < 32; count += 1) {
      line.poll();
      next();
    }
    expect(begun).toEqual([]);
    line.poll();
    next();
    expect(begun).toEqual([1]);
  });

  test("takes a crowd that comes at once, as far as it can be answered in time", () => {
    learn();
    const taken = joinAll(1000);
    expect(taken).toBeGreaterThanOrEqual(40);
    expect(taken).toBeLessThanOrEqual(42);
    untilEmpty();
    expect(begun).toHaveLength(taken);
  });

  test("takes 256 changes however long they take, beside eight others", () => {
    pace = 1000;
    learn();
    for (let number = 0; number < 300; number += 1) join(number, "a", true);
    for (let number = 1000; number < 1002; number += 1) join(number, "b");
    untilEmpty();
    const changes = begun.filter((number) => number < 1000);
    expect(begun).toHaveLength(MOST_CHANGES + 8);
    expect(begun.filter((number) => number >= 1000)).toEqual([1000, 1001]);
    expect(changes).toEqual(changes.map((_, at) => at));
  });

  test("takes eight however long they take", () => {
    pace = 1000;
    learn();
    expect(joinAll(100)).toBe(8);
  });

  test("that is never empty becomes a short one, until it was empty", () => {
    learn();
    // eight come for each that is answered
    for (let count = 0; count < 100; count += 1) {
      joinAll(8);
    }
    const before = begun.length;
    untilEmpty();
    expect(begun.length - before).toBeLessThanOrEqual(12);
    expect(joinAll(1000)).toBeGreaterThanOrEqual(40);
  });

  test("refuses the newest of who floods it, and begins all of the others within a turn of each", () => {
    learn();
    joinAll(1000);
    for (const number of [2001, 2002, 2003]) join(number, "b");
    join(3001, "c");
    untilEmpty();
    expect(refused.filter((number) => number > 1000)).toEqual([]);
    expect(refused.length).toBeGreaterThanOrEqual(950);
    const others = begun.map((number, at) => (number > 1000 ? at : -1)).filter((at) => at >= 0);
    expect(others).toHaveLength(4);
    expect(Math.max(...others)).toBeLessThanOrEqual(10);
    const ofFlood = begun.filter((number) => number < 1000);
    expect(ofFlood).toEqual(ofFlood.map((_, at) => at)); // the oldest, in their order
  });

  test("lets a caller that comes while it is flooded wait no longer, however long that goes on", () => {
    learn();
    for (let round = 0; round < 50; round += 1) {
      for (let number = 0; number < 100; number += 1) join(number);
      if (round % 3 === 0) join(1000 + round, "b"); // about one is begun in each round
      next();
      next();
    }
    expect(refused.filter((number) => number >= 1000)).toEqual([]);
    expect(begun.filter((number) => number >= 1000).length).toBeGreaterThanOrEqual(16);
  });

  test("begins a change before the reads of its caller, and refuses these first", () => {
    learn();
    for (let number = 0; number < 100; number += 1) join(number);
    for (const number of [1001, 1002]) join(number, "a", true);
    next();
    next();
    next();
    expect(begun).toEqual([1001, 1002]);
    expect(refused.length).toBeGreaterThanOrEqual(50);
    untilEmpty();
    expect(refused.filter((number) => number >= 1000)).toEqual([]);
  });

  test("lets no caller's changes go before the turn of another", () => {
    learn();
    for (let number = 0; number < 30; number += 1) join(number, "a", true);
    join(1001, "b");
    for (let count = 0; count < 4; count += 1) next();
    expect(begun).toContain(1001);
  });

  test("shares among the persons behind one caller as well", () => {
    learn();
    for (let number = 0; number < 1000; number += 1) join(number, "a", false, "a:one");
    join(1001, "a", false, "a:two");
    for (let count = 0; count < 4; count += 1) next();
    expect(begun).toContain(1001);
  });

  test("refuses a read before a change where each caller has one waiting", () => {
    pace = 100;
    learn();
    join(1001, "writer", true);
    for (let number = 0; number < 30; number += 1) join(number, `reader ${number}`);
    untilEmpty();
    expect(begun).toContain(1001);
    expect(refused.length).toBeGreaterThan(15);
  });
});

describe("a server with more to do than it can", () => {
  let refusals = 0;
  let edge: Edge;
  const start = async (maxWait: number) => {
    refusals = 0;
    const metrics = { ...NO_METRICS, requestRefused: () => void (refusals += 1) };
    edge = await startEdge({ overload: { maxWait, maxRequests: 1000 }, metrics });
  };

  /** Sends requests in one piece, so that they come at once, and gives the answers' statuses. */
  function statuses(requests: readonly string[]): Promise<string[]> {
    const { hostname, port } = new URL(edge.url);
    return new Promise((resolve) => {
      let text = "";
      const socket = connect(Number(port), hostname, () => socket.write(requests.join("")));
      socket.on("data", (chunk) => {
        text += String(chunk);
        const found = text.match(/HTTP\/1.1 \d{3}/g) ?? [];
        if (found.length < requests.length) return;
        socket.destroy();
        resolve(found.map((status) => status.slice(-3)));
      });
    });
  }

  const post = (body: string) =>
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const good = post('{"query":"{ hello }"}');
  const health = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

  test("refuses before it reads a body, counts that, and answers health checks", async () => {
    await start(1);
    const malformed = Array.from({ length: 8 }, () => post("{"));
    const few = malformed.map(() => good);
    const found = await statuses([...few, ...malformed, health]);
    expect(found).toEqual([...few.map(() => "200"), ...malformed.map(() => "503"), "200"]);
    expect(refusals).toBe(8);
    expect((await edge.post({ query: "{ hello }" })).status).toBe(200);
  });

  test("refuses nothing where waiting has no bound", async () => {
    await start(0);
    const many = Array.from({ length: 10 }, () => good);
    expect(await statuses(many)).toEqual(many.map(() => "200"));
  });
});
