import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError } from "../../core/errors";
import { type HttpAnswer, header } from "../http/http-message";
import { ArmCalls, type ArmCallsOptions, type ArmRequest, parsed } from "./arm-calls";
import {
  linkOf,
  type OperationLimits,
  type OperationReading,
  readOperation,
  waitForOperation,
} from "./arm-operation";

export interface ArmClientOptions extends ArmCallsOptions, OperationLimits {}

/** What a call is about. */
export interface ArmCall {
  /** Id of a resource or of a collection, made by {@link armId}. */
  readonly path: string;
  /** Version of the API of the resource's type: `2023-08-01`. */
  readonly apiVersion: string;
  /** Further parameters of the query: `{ $expand: "instanceView" }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** What to do about an error with this code, said at the end of the error. */
  readonly hint?: (code: string) => string | undefined;
  /** Whether a refusal with this code passes by itself, so that the call is made again. @default never */
  readonly isPassing?: (code: string) => boolean;
  /** Texts that no error may hold, because the call sends them. */
  readonly secrets?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A change that was begun and may go on. */
export interface BegunOperation {
  /** The body of the answer, where it is an object. */
  readonly resource: JsonRecord | undefined;
  /** Where {@link ArmClient.look} asks how it goes; undefined when it has ended. Without host, so that it can be kept. */
  readonly operation: string | undefined;
}

/** Pages of one list; Azure has far fewer, and a list that goes on for ever has to end somewhere. */
const MOST_PAGES = 1_000;

/**
 * A thin client of Azure Resource Manager: any resource type, at the version of its API that the caller names.
 *
 * A call that Azure throttles (429) or that fails in passing (5xx, no answer) is made again, as `Retry-After` asks or after
 * pauses that double, for at most `totalTimeoutInSeconds`. Long-running operations are waited for. TLS is always verified,
 * with what Node trusts and `NODE_EXTRA_CA_CERTS`.
 */
export class ArmClient {
  readonly #calls: ArmCalls;
  readonly #limits: OperationLimits;
  readonly #endpoint: string;

  /** @throws IllumioIacError that says what to install, when the packages of Azure are missing */
  constructor(options: ArmClientOptions) {
    this.#calls = new ArmCalls(options);
    this.#limits = options;
    this.#endpoint = options.cloud.resourceManager;
  }

  /** @throws NotFoundError when there is no such resource */
  async get(call: ArmCall): Promise<JsonRecord> {
    const request = this.#request("GET", call);
    return this.#resource(request, await this.#calls.send(request));
  }

  /** All entries of a collection, of all its pages. */
  async list(call: ArmCall): Promise<JsonRecord[]> {
    const entries: JsonRecord[] = [];
    const seen = new Set<string>();
    let request = this.#request("GET", call);
    for (;;) {
      if (seen.has(request.url.href) || seen.size === MOST_PAGES)
        throw new IllumioIacError(
          `The list ${call.path} does not end: page ${seen.size} leads to one before it, or is one of too many`,
        );
      seen.add(request.url.href);
      const answer = await this.#calls.send(request);
      const page = parsed(answer.body);
      const { value, nextLink } = isRecord(page) ? page : {};
      if (!Array.isArray(value) || !value.every(isRecord))
        throw this.#calls.unexpected(request, answer, "a list of resources");
      entries.push(...value);
      if (nextLink === undefined || nextLink === null || nextLink === "") return entries;
      request = { ...request, url: this.#followed(String(nextLink), call) };
    }
  }

  /** Creates or replaces a resource, and waits until that is done. @returns the resource as it is then */
  async put(call: ArmCall, body: object): Promise<JsonRecord> {
    const request = { ...this.#request("PUT", call), body };
    const answer = await this.#calls.send(request);
    const end = await this.#ended(request, answer, call);
    if (end === answer) return this.#resource(request, answer);
    const resource = end === undefined ? undefined : parsed(end.body);
    return isRecord(resource) && "id" in resource ? resource : await this.get(call);
  }

  /** Deletes a resource, and waits until that is done. @returns false when there was none */
  async delete(call: ArmCall): Promise<boolean> {
    const request = this.#request("DELETE", call);
    const answer = await this.#calls.send(request);
    await this.#ended(request, answer, call);
    return answer.status !== 204;
  }

  /** Puts a question as POST, which changes nothing and so may be put again. */
  async ask(
    call: ArmCall,
    body: object,
  ): Promise<{ readonly answer: JsonRecord; readonly header: (name: string) => string | undefined }> {
    const request = { ...this.#request("POST", call), body };
    const answer = await this.#calls.send(request);
    return { answer: this.#resource(request, answer), header: (name) => header(answer, name) };
  }

  /**
   * Begins a change and does not wait for its end. A POST is sent again only when Azure cannot have carried it out.
   *
   * @throws NotFoundError when there is no such resource, for a DELETE too where Azure says so
   */
  async begin(method: "PUT" | "POST" | "DELETE", call: ArmCall, body?: object): Promise<BegunOperation> {
    const request = { ...this.#request(method, call), body, repeatable: method !== "POST" };
    const answer = await this.#calls.send(request);
    const link = linkOf(answer);
    const url = link === undefined ? undefined : this.#followed(link, call);
    const resource = parsed(answer.body);
    return {
      resource: isRecord(resource) ? resource : undefined,
      operation: url && `${url.pathname}${url.search}`,
    };
  }

  /**
   * Looks once how a change goes that was begun.
   *
   * @throws NotFoundError when Azure does not know of it, any more
   */
  async look(call: ArmCall, operation: string): Promise<OperationReading> {
    const { signal, hint, secrets } = call;
    const url = this.#followed(operation, call);
    return readOperation(await this.#calls.send({ method: "GET", url, signal, hint, secrets }));
  }

  #ended(request: ArmRequest, answer: HttpAnswer, call: ArmCall): Promise<HttpAnswer | undefined> {
    const follow = (link: string) => this.#followed(link, call);
    return waitForOperation(this.#calls, { request, answer, follow }, this.#limits);
  }

  #request(method: ArmRequest["method"], { path, query = {}, ...call }: ArmCall): ArmRequest {
    const url = new URL(path, this.#endpoint);
    if (url.pathname !== path) throw new IllumioIacError(`'${path}' is no path of Azure Resource Manager`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return { method, url: versioned(url, call.apiVersion), ...call };
  }

  /** A link of an answer. The token goes there too, so it must not lead anywhere else. */
  #followed(link: string, { path, apiVersion }: ArmCall): URL {
    const url = URL.canParse(link, this.#endpoint) ? new URL(link, this.#endpoint) : undefined;
    if (url?.origin !== new URL(this.#endpoint).origin)
      throw new IllumioIacError(
        `An answer about ${path} leads to '${url?.origin ?? link}', away from ${this.#endpoint}; the link is not followed`,
      );
    return versioned(url, apiVersion);
  }

  #resource(request: ArmRequest, answer: HttpAnswer): JsonRecord {
    const resource = parsed(answer.body);
    if (isRecord(resource)) return resource;
    throw this.#calls.unexpected(request, answer, "a resource");
  }
}

/**
 * A path out of its parts: `armId("subscriptions", id, "resourceGroups", name, …)`.
 *
 * @throws IllumioIacError for a part that would lead elsewhere: an empty one, `.` and `..`
 */
export function armId(...parts: readonly string[]): string {
  const wrong = parts.find((part) => part === "" || part === "." || part === "..");
  if (wrong !== undefined)
    throw new IllumioIacError(`'${wrong}' cannot be the name of a resource of Azure, in /${parts.join("/")}`);
  return `/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
}

/** The path of a resource whose id came from Azure, in any casing and with any characters. */
export function armPath(id: string): string {
  return armId(...id.replace(/^\//, "").split("/"));
}

function versioned(url: URL, apiVersion: string): URL {
  const has = [...url.searchParams.keys()].some((name) => name.toLowerCase() === "api-version");
  if (!has) url.searchParams.set("api-version", apiVersion);
  return url;
}
