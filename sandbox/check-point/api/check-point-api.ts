import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { readBody } from "../../http/body";
import type { CallFault, FaultInjector } from "../../http/fault-injector";
import type { Interventions, LabelledCall } from "../../http/interventions";
import type { Session } from "../store/session";
import type { CheckPointStore } from "../store/store";
import { type Answer, codeOf, errorAnswer, html, refusalOf, respond } from "./answer";
import { ApiError, loginFailed, noPermission } from "./api-error";
import { checkVersion, parseApiPath } from "./api-path";
import type { Command } from "./command";
import { login } from "./login";
import { checkParameters, isRecord, type Payload } from "./parameters";
import type { RequestLog } from "./request-log";
import { Throttle } from "./throttle";

/** A call that has come in and has not been looked at yet. Its label is the command. */
export interface IncomingCall extends LabelledCall {
  readonly payload: Payload;
}

export interface CheckPointApiOptions {
  readonly store: CheckPointStore;
  readonly commands: ReadonlyMap<string, Command>;
  readonly log: RequestLog;
  readonly faults: FaultInjector;
  readonly interventions: Interventions<IncomingCall>;
  readonly cloudManagementUid: string;
}

const BODY_LIMIT = 64 * 1024 * 1024;
/** The web services of the management API over HTTP: paths, versions, sessions, throttling, faults, log. */
export class CheckPointApi {
  readonly #options: CheckPointApiOptions;
  readonly #calls = new Throttle(1000);
  readonly #logins = new Throttle(60_000);

  constructor(options: CheckPointApiOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { store, cloudManagementUid, log } = this.#options;
    const path = (request.url ?? "/").split("?")[0]!;
    const bytes = await readBody(request, BODY_LIMIT);
    if (store.behaviour.latencyInMs > 0) await setTimeout(store.behaviour.latencyInMs);
    const target = parseApiPath(path, cloudManagementUid);
    if (target === undefined) return respond(response, html(404, "Not Found"));
    const { command } = target;
    const payload = parse(bytes.toString("utf8"));
    await this.#options.interventions.run({ label: command, payload: payload ?? {} });
    const faults = this.#options.faults.next(isRead(command) ? "GET" : "POST", command);
    const has = (kind: CallFault["kind"]): boolean => faults.some((fault) => fault.kind === kind);
    for (const { kind, milliseconds } of faults) if (kind === "slow") await setTimeout(milliseconds);
    const answer = has("reset")
      ? undefined
      : (refusalOf(faults) ?? this.#answer(request, command, target.version, payload));
    const isSent = answer !== undefined && !has("lost");
    log.add({
      method: request.method!,
      path,
      command,
      payload: payload ?? {},
      ...(answer?.session === undefined ? {} : { session: answer.session.uid }),
      status: isSent ? answer.status : 0,
      ...codeOf(answer),
    });
    if (isSent) await respond(response, answer);
    else request.socket.destroy();
  }

  #answer(
    request: IncomingMessage,
    name: string,
    version: string | undefined,
    payload: Payload | undefined,
  ): Answer {
    const { store } = this.#options;
    if (store.behaviour.closedToRemoteHosts) return html(403, "Forbidden");
    let session: Session | undefined;
    try {
      this.#admit(name);
      checkVersion(version, store.behaviour.apiVersion);
      if (request.method !== "POST")
        throw new ApiError(400, "err_bad_url", `Method ${request.method} is not allowed, use POST`);
      if (payload === undefined)
        throw new ApiError(400, "generic_err_invalid_syntax", "Payload is not valid");
      store.settle();
      const url = `https://${request.headers.host}/web_api`;
      if (name === "login") return { status: 200, ...login(store, payload, url) };
      const command = this.#options.commands.get(name);
      if (command === undefined)
        throw new ApiError(404, "generic_err_command_not_found", `Command [${name}] not found`);
      session = this.#sessionOf(request);
      checkParameters(payload, command.parameters, command.required);
      if (command.writes) assertWritable(session);
      return { status: 200, body: command.run({ payload, store, session, url }), session };
    } catch (error) {
      const answer = errorAnswer(error, store.behaviour.apiVersion === "1");
      return session === undefined ? answer : { ...answer, session };
    }
  }

  /** Users see a login fail when there are too many calls. UNCONFIRMED: status and code for other commands. */
  #admit(command: string): void {
    const { callsPerSecond, loginsPerMinute } = this.#options.store.behaviour;
    if (this.#calls.take(callsPerSecond) && (command !== "login" || this.#logins.take(loginsPerMinute)))
      return;
    if (command === "login") throw loginFailed();
    throw new ApiError(400, "err_too_many_requests", "Too many requests in a given amount of time");
  }

  #sessionOf(request: IncomingMessage): Session {
    const sid = request.headers["x-chkp-sid"];
    if (typeof sid !== "string" || sid === "")
      throw new ApiError(400, "generic_err_missing_required_header", "Missing header: [X-chkp-sid]");
    return this.#options.store.sessions.ofCall(sid);
  }
}

/** Rates of lost answers hit writes only. */
const isRead = (command: string): boolean => /^(?:show-.*|equals|keepalive)$/.test(command);

function assertWritable(session: Session): void {
  if (session.readOnly) throw noPermission();
  if (session.domain.type !== "domain")
    throw new ApiError(
      400,
      "err_inappropriate_domain_type",
      `Domain [${session.domain.name}] has no such objects`,
    );
  if (session.publishing !== undefined)
    throw new ApiError(400, "generic_error", "Runtime error: A publish of this session is in progress.");
}

/** The payload of a call, which has one even when it is empty. */
function parse(text: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
