import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { BodyTooLargeError, readBody } from "../http/body";
import type { CallFault, FaultInjector } from "../http/fault-injector";
import { writeBody } from "../http/write-body";
import { authenticate } from "./access/authenticate";
import type { OAuth } from "./access/oauth";
import type { RateLimits } from "./access/rate-limits";
import type { Users } from "./access/users";
import { type Answer, type Call, errorAnswer, methodNotAllowed, noResource, ServiceNowError } from "./answer";
import type { Instance } from "./data/instance";
import type { IdentifierRules } from "./ire/identifiers";
import { answerIdentification } from "./ire/ire-api";
import type { PageFaults } from "./page-faults";
import { answerStats, answerTable } from "./table-api/table-api";

export interface ServiceNowApiOptions {
  readonly instance: Instance;
  readonly users: Users;
  readonly oauth: OAuth;
  readonly rateLimits: RateLimits;
  readonly faults: FaultInjector;
  readonly pageFaults: PageFaults;
  readonly identifiers: IdentifierRules;
}

const BODY_LIMIT = 10 * 1024 * 1024;
const TOKEN_PATH = "/oauth_token.do";

/** The REST APIs of an instance and its token endpoint. */
export class ServiceNowApi {
  readonly #options: ServiceNowApiOptions;
  readonly #apis: Readonly<Record<string, (call: Call) => Promise<Answer>>>;

  constructor(options: ServiceNowApiOptions) {
    this.#options = options;
    const { instance, identifiers } = options;
    this.#apis = {
      table: (call) => answerTable(instance, call),
      stats: (call) => answerStats(instance, call),
      identifyreconcile: (call) => answerIdentification(instance, identifiers, call),
    };
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", `https://${request.headers.host ?? "localhost"}`);
    const faults = this.#options.faults.next(request.method!, url.pathname);
    const broken = (kind: CallFault["kind"]): boolean => faults.some((fault) => fault.kind === kind);
    if (broken("reset")) return void request.socket.destroy();
    let answer: Answer;
    try {
      await disturb(faults);
      answer = await (url.pathname === TOKEN_PATH ? this.#token(request) : this.#answer(request, url));
    } catch (error) {
      answer = errorAnswer(error);
    }
    if (broken("lost")) return void request.socket.destroy();
    await this.#respond(response, answer, url.pathname);
  }

  async #token(request: IncomingMessage): Promise<Answer> {
    if (request.method !== "POST") throw methodNotAllowed(request.method!, TOKEN_PATH);
    return this.#options.oauth.answer(
      new URLSearchParams(await bodyText(request)),
      request.headers.authorization,
    );
  }

  async #answer(request: IncomingMessage, url: URL): Promise<Answer> {
    const { users, oauth, rateLimits } = this.#options;
    const user = authenticate(request.headers.authorization, users, oauth);
    const headers = rateLimits.take(user);
    const [, below] = /^\/api\/now\/(?:v\d+\/)?(.+)$/.exec(url.pathname) ?? [];
    const [name = "", ...rest] = below?.split("/") ?? [];
    if (!Object.hasOwn(this.#apis, name)) throw noResource();
    const answer = await this.#apis[name]!({
      method: request.method!,
      rest,
      query: url.searchParams,
      user,
      origin: url.origin,
      path: url.pathname,
      json: async () => parseObject(await bodyText(request)),
    }).catch(errorAnswer);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  async #respond(response: ServerResponse, { status, headers, json }: Answer, path: string): Promise<void> {
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
    if (json === undefined) return void response.end();
    const { result } = json as { result?: unknown };
    const [, table = ""] = /\/table\/([^/]+)/.exec(path) ?? [];
    const text = Array.isArray(result)
      ? this.#options.pageFaults.textOf(table, { result })
      : JSON.stringify(json);
    response.setHeader("Content-Type", "application/json;charset=UTF-8");
    response.setHeader("Content-Length", Buffer.byteLength(text));
    await writeBody(response, [text]);
  }
}

async function disturb(faults: readonly CallFault[]): Promise<void> {
  for (const { kind, milliseconds, status, retryAfterInSeconds } of faults) {
    const headers: Record<string, string> =
      retryAfterInSeconds === undefined ? {} : { "Retry-After": String(retryAfterInSeconds) };
    if (kind === "slow") await setTimeout(milliseconds);
    if (kind === "429") throw new ServiceNowError(429, "Rate limit exceeded", "Injected", headers);
    if (kind === "5xx") throw new ServiceNowError(status, "Server error", "Injected", headers);
  }
}

async function bodyText(request: IncomingMessage): Promise<string> {
  try {
    return (await readBody(request, BODY_LIMIT)).toString("utf8");
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new ServiceNowError(413, "Request body too large", error.message);
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Refused below, like JSON that is no object.
  }
  throw new ServiceNowError(400, "Exception while reading request", "The payload is not valid JSON");
}
