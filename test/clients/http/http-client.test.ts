jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { HttpClient, type HttpClientOptions } from "../../../clients/http/http-client";
import { mayHaveBeenApplied } from "../../../clients/http/http-errors";
import type { HttpRequest } from "../../../clients/http/http-message";
import { TokenBucket } from "../../../clients/http/token-bucket";
import {
  type HttpStatusError,
  isAuthenticationError,
  isConflictError,
  isHttpStatusError,
  isNetworkError,
  isNotFoundError,
  isRateLimitError,
  isTimeoutError,
} from "../../../core/errors";
import {
  type Act,
  answer,
  breakOff,
  halfAnswer,
  type ScriptedServer,
  scriptedServer,
  silence,
} from "./scripted-server";

const pauses = jest.requireMock<typeof import("node:timers/promises")>("node:timers/promises");

const GET: HttpRequest = { method: "GET", path: "/things" };
const POST: HttpRequest = { method: "POST", path: "/things", body: "{}" };

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  while (opened.length > 0) await opened.pop()?.close();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** From now on, timers and `performance.now` go on by `jest.advanceTimersByTimeAsync` only. */
function stopTimers(): void {
  const others = ["Date", "nextTick", "queueMicrotask", "setImmediate", "clearImmediate"] as const;
  jest.useFakeTimers({ doNotFake: [...others] });
}

async function serve(script: readonly Act[]): Promise<ScriptedServer> {
  const server = await scriptedServer(script);
  opened.push(server);
  return server;
}

function connect(origin: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = new HttpClient({ service: "Thing", origin, caSetting: "caFile", ...options });
  opened.push(client);
  return client;
}

const failureOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
};

describe("an HTTP client", () => {
  test.each([
    ["502", answer(502)],
    ["503", answer(503)],
    ["504", answer(504)],
    ["429", answer(429, "{}", { "retry-after": "0" })],
    ["a broken connection", breakOff],
    ["half an answer", halfAnswer],
  ])("reads again when it gets %s", async (_name, trouble) => {
    const server = await serve([trouble, answer(200, "[1]")]);
    const client = connect(server.origin);
    expect((await client.requestJson(GET)).value).toEqual([1]);
    expect(server.seen).toHaveLength(2);
    expect(client.calls).toBe(2);
  });

  test.each([
    ["502", answer(502)],
    ["503", answer(503)],
    ["a broken connection", breakOff],
    ["half an answer", halfAnswer],
  ])(
    "does not send a POST again when it gets %s, and says that it may have been applied",
    async (_name, trouble) => {
      const server = await serve([trouble, answer(200)]);
      const error = await failureOf(connect(server.origin).request(POST));
      expect(mayHaveBeenApplied(error)).toBe(true);
      expect(server.seen).toHaveLength(1);
    },
  );

  test("does not send a PUT again when it is not repeatable", async () => {
    const server = await serve([breakOff, answer(200)]);
    const put: HttpRequest = { method: "PUT", path: "/bulk_create", body: "[]", repeatable: false };
    await failureOf(connect(server.origin).request(put));
    expect(server.seen).toHaveLength(1);
  });

  test("sends a POST again with its body when it gets 429", async () => {
    const server = await serve([answer(429, "{}", { "retry-after": "0" }), answer(201)]);
    await connect(server.origin).request({ ...POST, body: '{"a":1}' });
    expect(server.seen.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
  });

  test("sends a POST again when nothing listens, and says that nothing was applied", async () => {
    const server = await serve([answer(200)]);
    await server.close();
    const client = connect(server.origin, { maximumTries: 2 });
    const error = await failureOf(client.request(POST));
    expect(isNetworkError(error)).toBe(true);
    expect(mayHaveBeenApplied(error)).toBe(false);
    expect(error.message).toContain(`nothing listens for Thing at 127.0.0.1:${server.port} (ECONNREFUSED)`);
    expect(error.message).toContain("tried 2 times");
    expect(client.calls).toBe(0);
  });

  test("remembers that an earlier try may have been applied when the last one was not even sent", async () => {
    const server = await serve([
      (_request, response) => {
        response.socket?.destroy();
        void server.close();
      },
    ]);
    const put: HttpRequest = { method: "PUT", path: "/things/1", body: "{}" };
    const error = await failureOf(connect(server.origin, { maximumTries: 2 }).request(put));
    expect(error.message).toContain("ECONNREFUSED");
    expect(mayHaveBeenApplied(error)).toBe(true);
  });

  test("gives up after its number of tries with the last answer", async () => {
    const server = await serve([answer(503, "maintenance")]);
    const error = await failureOf(connect(server.origin, { maximumTries: 2 }).request(GET));
    expect(error.message).toBe("Thing answered 503 to GET /things: maintenance");
    expect(server.seen).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 406, 409, 500])("does not try again when it gets %d", async (status) => {
    const server = await serve([answer(status)]);
    await failureOf(connect(server.origin).request(GET));
    expect(server.seen).toHaveLength(1);
  });

  test("does not send a POST over a connection that the server has closed", async () => {
    const server = await serve([answer(200)]);
    const client = connect(server.origin);
    await client.request(GET);
    for (const socket of server.connections) socket.destroy();
    await client.request(GET);
    await client.request(POST);
    expect(server.seen.map(({ method }) => method)).toEqual(["GET", "GET", "POST"]);
  });

  test("opens new connections after a sleep in which the old ones may have died", async () => {
    const server = await serve([answer(200)]);
    const client = connect(server.origin);
    await client.request(GET);
    await setImmediate(); // until then, the connection counts as busy
    await client.request(GET);
    await setImmediate();
    expect(server.connections.size).toBe(1);
    const clock = jest.spyOn(Date, "now").mockReturnValue(Date.now() + 5000);
    await client.request(POST).finally(() => clock.mockRestore());
    expect(server.connections.size).toBe(2);
  });
});

describe("an HTTP client with time limits", () => {
  test("ends a try that takes too long, and tries again", async () => {
    const server = await serve([silence, answer(200)]);
    await connect(server.origin, { tryTimeoutInSeconds: 0.2 }).request(GET);
    expect(server.seen).toHaveLength(2);
  });

  test("ends the call when its whole time is up", async () => {
    const server = await serve([silence]);
    const client = connect(server.origin, { tryTimeoutInSeconds: 0.2, totalTimeoutInSeconds: 0.4 });
    const error = await failureOf(client.request(GET));
    expect(isTimeoutError(error)).toBe(true);
    // The shortest wait after the first try, 0.25 s, would end after the whole time.
    expect(server.seen).toHaveLength(1);
    expect(error.message).toMatch(
      /^GET \/things: Thing at 127\.0\.0\.1:\d+ did not answer in time; the last try had 0\.2 s\. If Thing needs longer, raise tryTimeoutInSeconds of the client$/,
    );
  });

  test.each([true, false])(
    "names the time limit of the whole call when that ended the try (slow: %s)",
    async (slow) => {
      const server = await serve([silence]);
      const client = connect(server.origin, { tryTimeoutInSeconds: 5, totalTimeoutInSeconds: 0.2 });
      const error = await failureOf(client.request({ ...POST, slow }));
      expect(error.message).toMatch(
        /had 0\.2 s\. If Thing needs longer, raise totalTimeoutInSeconds of the client$/,
      );
    },
  );

  test("lets a slow request use the whole time of the call for one try", async () => {
    const server = await serve([(_request, response) => setTimeout(() => response.end("{}"), 400)]);
    const client = connect(server.origin, { tryTimeoutInSeconds: 0.1, totalTimeoutInSeconds: 5 });
    await client.request({ ...POST, slow: true });
    expect(server.seen).toHaveLength(1);
  });

  test("gives up on a connection that is never made", async () => {
    // A server whose backlog takes the connection but never speaks TLS.
    const server = await serve([silence]);
    const client = connect(server.origin.replace("http:", "https:"), {
      tryTimeoutInSeconds: 0.2,
      maximumTries: 1,
    });
    const error = await failureOf(client.request(POST));
    expect(isNetworkError(error)).toBe(true);
    expect(mayHaveBeenApplied(error)).toBe(false);
  });

  test("waits as long as Retry-After says", async () => {
    const server = await serve([answer(503, "{}", { "retry-after": "1" }), answer(200)]);
    await connect(server.origin).request(GET);
    expect(server.seen[1]!.at - server.seen[0]!.at).toBeGreaterThanOrEqual(995);
  });

  test("gives up at once when Retry-After lies beyond the time limit of the call", async () => {
    const server = await serve([answer(429, "{}", { "retry-after": "600" })]);
    const error = await failureOf(connect(server.origin).request(GET));
    expect(isRateLimitError(error) && error.retryAfterInSeconds).toBe(600);
    expect(server.seen).toHaveLength(1);
  });

  test("reports the wait of Retry-After with any status", async () => {
    const server = await serve([answer(503, "{}", { "retry-after": "7" })]);
    const error = await failureOf(connect(server.origin, { maximumTries: 1 }).request(GET));
    expect(isHttpStatusError(error) && error.retryAfterInSeconds).toBe(7);
  });

  test("holds back every caller of the same key when one gets 429", async () => {
    stopTimers();
    const bucket = new TokenBucket(60_000);
    const paused = new Promise<void>((resolve) => {
      const pause = bucket.pause.bind(bucket);
      bucket.pause = (milliseconds) => {
        pause(milliseconds);
        resolve();
      };
    });
    const limited = await serve([answer(429, "{}", { "retry-after": "1" }), answer(200)]);
    const other = await serve([answer(200)]);
    const first = connect(limited.origin, { bucket }).request(GET);
    await paused;
    const second = connect(other.origin, { bucket }).request(GET);
    await jest.advanceTimersByTimeAsync(2100);
    await Promise.all([first, second]);
    expect(other.seen[0]!.at - limited.seen[0]!.at).toBeGreaterThanOrEqual(995);
  });

  test("does not count the wait for its turn as time of the call", async () => {
    const server = await serve([answer(200)]);
    stopTimers();
    const bucket = new TokenBucket(150); // one every 400 ms
    while (bucket.tryTake());
    const request = connect(server.origin, { bucket, totalTimeoutInSeconds: 0.3 }).request(GET);
    await jest.advanceTimersByTimeAsync(410);
    await request;
    expect(server.seen).toHaveLength(1);
  });
});

describe("an abort signal", () => {
  test("ends a request that is under way", async () => {
    const controller = new AbortController();
    const server = await serve([() => controller.abort(new Error("enough"))]);
    const error = await failureOf(connect(server.origin).request(POST, controller.signal));
    expect(error.message).toBe("POST /things: stopped by the caller's signal");
    expect((error.cause as Error).message).toBe("enough");
    expect(mayHaveBeenApplied(error)).toBe(true);
    expect(server.seen).toHaveLength(1);
  });

  test("ends a request that waits for its turn", async () => {
    const server = await serve([answer(200)]);
    const bucket = new TokenBucket(1);
    bucket.tryTake();
    const controller = new AbortController();
    const pending = failureOf(connect(server.origin, { bucket }).request(POST, controller.signal));
    controller.abort();
    expect(mayHaveBeenApplied(await pending)).toBe(false);
    expect(server.seen).toHaveLength(0);
  });

  test("ends a request that waits for its next try", async () => {
    const controller = new AbortController();
    const server = await serve([answer(503, "{}", { "retry-after": "30" })]);
    const { setTimeout: wait } = jest.requireActual<typeof pauses>("node:timers/promises");
    jest.spyOn(pauses, "setTimeout").mockImplementationOnce((...pause) => {
      const waiting = wait(...pause);
      controller.abort();
      return waiting;
    });
    const error = await failureOf(connect(server.origin).request(GET, controller.signal));
    expect(error.message).toContain("stopped by the caller's signal");
    expect(server.seen).toHaveLength(1);
  });

  test("has no listener left when the request is done", async () => {
    const server = await serve([answer(200)]);
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    await connect(server.origin).request(GET, signal);
    expect(listeners).toBe(0);
  });
});

describe("an HTTP client that reads an answer", () => {
  test.each([
    ["gzip, declared", { "content-encoding": "gzip" }],
    ["gzip, not declared", {}],
  ])("reads a body in %s", async (_name, headers) => {
    const server = await serve([
      (_request, response) => response.writeHead(200, headers).end(gzipSync('["compressed"]')),
    ]);
    expect((await connect(server.origin).requestJson(GET)).value).toEqual(["compressed"]);
  });

  test("requests again when a gzip body is damaged", async () => {
    const cut = gzipSync('["compressed"]').subarray(0, 15);
    const server = await serve([(_request, response) => response.end(cut), answer(200, "[1]")]);
    expect((await connect(server.origin).requestJson(GET)).value).toEqual([1]);
  });

  test("refuses a login page in place of JSON", async () => {
    const server = await serve([answer(200, "<html>", { "content-type": "text/html" })]);
    const error = await failureOf(connect(server.origin).requestJson(GET));
    expect(error.message).toBe(
      `Thing answered 200 to GET /things: 6 bytes (text/html) instead of JSON. Check that 127.0.0.1:${server.port} is the Thing`,
    );
  });

  test("does not follow a redirect", async () => {
    const server = await serve([answer(302, "", { location: "https://elsewhere.invalid/" })]);
    const error = await failureOf(connect(server.origin).request(GET));
    expect((error as HttpStatusError).status).toBe(302);
  });

  test("sends the query encoded and without undefined values", async () => {
    const server = await serve([answer(200)]);
    const query = { value: "a b&c", "timestamp[gte]": "2026", none: undefined, usage: true };
    await connect(server.origin).request({ ...GET, query });
    expect(server.seen[0]?.url).toBe("/things?value=a+b%26c&timestamp%5Bgte%5D=2026&usage=true");
  });

  test.each([
    [401, isAuthenticationError],
    [404, isNotFoundError],
    [409, isConflictError],
  ] as const)("throws an error of a specific type for status %d", async (status, guard) => {
    const server = await serve([answer(status, "no", { "x-request-id": "r-1" })]);
    const error = await failureOf(connect(server.origin).request(GET));
    expect(guard(error)).toBe(true);
    expect(error.message).toContain("(request id r-1)");
  });

  test("removes secrets that the service repeats from its errors", async () => {
    const echo: Act = (request, response) => {
      response
        .writeHead(400, { "x-request-id": request.headers.authorization })
        .end(request.headers.authorization);
    };
    const server = await serve([echo]);
    const secrets = ["hunter2-hunter2"];
    const client = connect(server.origin, { secrets, headers: { authorization: "Custom hunter2-hunter2" } });
    const error = await failureOf(client.request(GET));
    expect(error.message).toContain("Custom [redacted] (request id Custom [redacted])");
  });
});
