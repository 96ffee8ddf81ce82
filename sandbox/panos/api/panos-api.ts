import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { readBody } from "../../http/body";
import type { CallFault, FaultInjector } from "../../http/fault-injector";
import type { Interventions } from "../../http/interventions";
import type { Random } from "../../http/random";
import { writeBody } from "../../http/write-body";
import type { Device } from "../device/device";
import type { Admin, Admins } from "./admins";
import { invalidCredential, type PanosAnswer, PanosError, success } from "./answer";
import { answerCall } from "./answer-call";
import { type CallDescription, describeCall, readParams } from "./api-call";
import type { IncomingCall } from "./incoming-call";
import type { PanosRequest, RequestLog } from "./request-log";

export interface PanosApiOptions {
  readonly device: Device;
  /** Position of the device in `hosts`. */
  readonly node: number;
  readonly admins: Admins;
  readonly log: RequestLog;
  readonly faults: FaultInjector;
  readonly interventions: Interventions<IncomingCall>;
  readonly random: Random;
  /** Greatest number of calls in flight on a management plane; one more is refused with 503 or cut off. */
  readonly concurrentCalls: number;
  /** How long each call takes. */
  readonly latencyInMs: number;
}

interface Incoming extends CallDescription {
  readonly path: string;
  readonly params: Record<string, string>;
  readonly key: string | undefined;
  readonly authorization: string | undefined;
  readonly credentials: PanosRequest["credentials"];
}

/** How a call ended: an answer, or a broken connection. */
type Outcome = { readonly answer: PanosAnswer | undefined; readonly admin?: Admin };

const BODY_LIMIT = 64 * 1024 * 1024;
const broken: Outcome = { answer: undefined };

/** The XML API of one system over HTTP: parameters, credentials, faults, log. */
export class PanosApi {
  readonly #options: PanosApiOptions;
  #inFlight = 0;
  peakConcurrency = 0;

  constructor(options: PanosApiOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#inFlight += 1;
    this.peakConcurrency = Math.max(this.peakConcurrency, this.#inFlight);
    const overloaded = this.#inFlight > this.#options.concurrentCalls;
    try {
      const incoming = await read(request);
      if (incoming.path !== "/api" && incoming.path !== "/api/") {
        response.writeHead(404, { "Content-Type": "text/html" }).end("<html>404 Not Found</html>");
        return;
      }
      const outcome = overloaded ? this.#overload() : await this.#outcome(request, incoming);
      this.#record(request, incoming, outcome);
      if (outcome.answer === undefined) request.socket.destroy();
      else await respond(response, outcome.answer);
    } finally {
      this.#inFlight -= 1;
    }
  }

  #overload(): Outcome {
    if (this.#options.random() < 0.5) return broken;
    const body = '<response status="error"><msg><line>Service Unavailable</line></msg></response>';
    return { answer: { body, httpStatus: 503, reason: "Service Unavailable" } };
  }

  async #outcome(request: IncomingMessage, incoming: Incoming): Promise<Outcome> {
    const { latencyInMs, interventions, node, faults: injector } = this.#options;
    const { label, params, writes } = incoming;
    if (latencyInMs > 0) await setTimeout(latencyInMs);
    await interventions.run({ node, label, params });
    if (params["type"] === "keygen") return { answer: this.#keygen(params) };
    const admin = this.#options.admins.authenticate(incoming.key, incoming.authorization);
    if (admin === undefined) return { answer: invalidCredential().answer };

    const faults = injector.next(writes ? request.method! : "GET", label);
    const has = (kind: CallFault["kind"]): boolean => faults.some((fault) => fault.kind === kind);
    if (has("reset")) return { ...broken, admin };
    for (const { kind, milliseconds } of faults) if (kind === "slow") await setTimeout(milliseconds);
    const refused = faults.find(({ kind }) => kind === "5xx" || kind === "429");
    if (refused !== undefined) {
      const httpStatus = refused.kind === "429" ? 429 : refused.status;
      return { answer: { body: '<response status="error"/>', httpStatus }, admin };
    }
    const call = {
      admin,
      params,
      itemFails: (index: number) => faults.some((fault) => fault.itemFails(index)),
      jobFails: has("job"),
    };
    const answer = catching(() => answerCall(this.#options.device, call));
    return has("lost") ? { ...broken, admin } : { answer, admin };
  }

  #keygen({ user, password }: Record<string, string>): PanosAnswer {
    const { admins } = this.#options;
    const admin = admins.byPassword(user, password);
    if (admin === undefined) return invalidCredential().answer;
    return success(`<key>${admins.rotateKey(admin.name)}</key>`);
  }

  #record(request: IncomingMessage, incoming: Incoming, { answer, admin }: Outcome): void {
    const { key: _, password: __, ...params } = incoming.params;
    const attribute = (name: string): string | undefined =>
      new RegExp(`^<response[^>]* ${name} ?= ?["'](\\w+)["']`).exec(answer?.body ?? "")?.[1];
    const [outcome, code] = [attribute("status"), attribute("code")];
    this.#options.log.add({
      node: this.#options.node,
      method: request.method!,
      path: incoming.path,
      query: request.url!.split("?")[1] ?? "",
      params,
      credentials: incoming.credentials,
      label: incoming.label,
      ...(admin === undefined ? {} : { admin: admin.name }),
      status: answer === undefined ? 0 : (answer.httpStatus ?? 200),
      ...(outcome === undefined ? {} : { outcome }),
      ...(code === undefined ? {} : { code }),
    });
  }
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const [path = "/", query = ""] = (request.url ?? "/").split("?");
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  const body = (await readBody(request, BODY_LIMIT)).toString("utf8");
  const params = readParams(query, isForm ? body : "");
  const header = request.headers["x-pan-key"];
  const { authorization } = request.headers;
  const key = typeof header === "string" ? header : params["key"];
  const credentials =
    typeof header === "string"
      ? "header"
      : key === undefined
        ? authorization === undefined
          ? "none"
          : "basic"
        : new URLSearchParams(query).has("key")
          ? "query"
          : "body";
  return { path, params, key, authorization, credentials, ...describeCall(params) };
}

function catching(answer: () => PanosAnswer): PanosAnswer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof PanosError) return error.answer;
    throw error;
  }
}

async function respond(response: ServerResponse, { body, httpStatus, reason }: PanosAnswer): Promise<void> {
  response.statusCode = httpStatus ?? 200;
  if (reason !== undefined) response.statusMessage = reason;
  response.setHeader("Content-Type", "application/xml; charset=UTF-8");
  response.setHeader("Content-Length", Buffer.byteLength(body));
  await writeBody(response, [body]);
}
