import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { BodyTooLargeError, readBody } from "../http/body";
import type { CallFault, FaultInjector } from "../http/fault-injector";
import type { ApiKeys } from "./api-keys";
import type { Collection, PceAnswer, PceRequest } from "./collection";
import { emptyCollections } from "./empty-collections";
import { findCollection } from "./load-collections";
import { answerVenCall, isVenCall } from "./pairing/ven-endpoints";
import { notFound, PceError, tooManyRequests } from "./pce-error";
import type { PceStore } from "./pce-store";
import type { RateLimit } from "./rate-limit";
import { errorAnswer, respond } from "./respond";
import { systemEndpoints } from "./system-endpoints";

export interface PceApiOptions {
  readonly store: PceStore;
  readonly collections: readonly Collection[];
  readonly apiKeys: ApiKeys;
  readonly rateLimit: RateLimit;
  readonly faults: FaultInjector;
  readonly version: string;
}

const PREFIX = "/api/v2";
const BODY_LIMIT = 64 * 1024 * 1024;

/** The REST API: authenticates a call, applies rate limit and faults, and hands it to its collection. */
export class PceApi {
  readonly #options: PceApiOptions;
  readonly #collections: readonly Collection[];
  readonly #system: ReturnType<typeof systemEndpoints>;

  constructor(options: PceApiOptions) {
    this.#options = options;
    this.#collections = [...options.collections, ...emptyCollections];
    this.#system = systemEndpoints(options.version);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "https://localhost");
    const path = url.pathname.replace(/^\/api\/v\d+/, "");
    const isOfHost = isVenCall(path);
    response.setHeader("X-Request-Id", this.#options.store.newCallUuid());
    if (`${request.method} ${path}` === "GET /node_available") return respond(response, { status: 200 });
    if (!isOfHost && !url.pathname.startsWith(`${PREFIX}/`))
      return respond(response, errorAnswer(notFound(url.pathname)));
    let lost = false;
    let answer: PceAnswer;
    try {
      if (!isOfHost) this.#admit(request, path);
      const faults = this.#options.faults.next(request.method!, path);
      if (faults.some(({ kind }) => kind === "reset")) return void request.socket.destroy();
      lost = faults.some(({ kind }) => kind === "lost");
      await this.#disturb(faults);
      answer = await (isOfHost
        ? this.#answerHost(request, path, url.searchParams)
        : this.#answer(request, path, url.searchParams, faults));
    } catch (error) {
      answer = errorAnswer(error);
    }
    if (lost) return void request.socket.destroy();
    await respond(response, answer);
  }

  #admit(request: IncomingMessage, path: string): void {
    const { apiKeys, rateLimit, store } = this.#options;
    const refuse = (status: number, token: string, message: string): PceError => {
      const eventType = status === 401 ? "request.authentication_failed" : "request.authorization_failed";
      const errors = [{ token, message }];
      store.events.record({ eventType, method: request.method!, path, status, errors });
      return new PceError(status, errors);
    };
    const username = apiKeys.authenticate(request.headers.authorization);
    if (username === undefined) throw refuse(401, "authentication_error", "Invalid credentials");
    const wait = rateLimit.take(username);
    if (wait !== undefined) throw tooManyRequests("Too many requests", wait);
    const [, org] = /^\/orgs\/([^/]+)/.exec(path) ?? [];
    if (org !== undefined && org !== String(store.orgId)) {
      throw refuse(403, "forbidden_error", `No access to org ${org}`);
    }
  }

  async #disturb(faults: readonly CallFault[]): Promise<void> {
    for (const { kind, milliseconds, status, retryAfterInSeconds } of faults) {
      if (kind === "slow") await setTimeout(milliseconds);
      if (kind === "429") throw tooManyRequests("Too many requests", retryAfterInSeconds);
      if (kind === "5xx") {
        throw new PceError(status, [{ token: "server_error", message: "Injected" }], retryAfterInSeconds);
      }
    }
  }

  #answerHost(request: IncomingMessage, path: string, query: URLSearchParams): Promise<PceAnswer> {
    const json = async (): Promise<unknown> => parseJson(await bodyText(request));
    return answerVenCall({ store: this.#options.store, method: request.method!, path, query, json });
  }

  async #answer(
    request: IncomingMessage,
    path: string,
    query: URLSearchParams,
    faults: readonly CallFault[],
  ): Promise<PceAnswer> {
    const system = this.#system[`${request.method} ${path}`];
    if (system !== undefined) return system();
    const { store } = this.#options;
    const [, tail] = path.split(`${store.orgHref}/`);
    const match =
      tail && path.startsWith(store.orgHref) ? findCollection(this.#collections, tail.split("/")) : undefined;
    if (match === undefined) throw notFound(path);
    const { collection, rest, params } = match;
    const text = async (): Promise<string> => bodyText(request);
    return collection.answer({
      method: request.method!,
      path,
      rest,
      params,
      query,
      store,
      header: (name) => request.headers[name.toLowerCase()] as string | undefined,
      text,
      json: async () => parseJson(await text()),
      itemFails: (index) => faults.some((fault) => fault.itemFails(index)),
      jobFails: faults.some(({ kind }) => kind === "job"),
    } satisfies PceRequest);
  }
}

async function bodyText(request: IncomingMessage): Promise<string> {
  try {
    return (await readBody(request, BODY_LIMIT)).toString("utf8");
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new PceError(413, [{ token: "payload_too_large", message: error.message }]);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PceError(400, [{ token: "invalid_argument", message: "The body is not valid JSON" }]);
  }
}
