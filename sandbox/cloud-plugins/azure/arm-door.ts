import { readFileSync } from "node:fs";
import { request as insecure } from "node:http";
import { Agent, request } from "node:https";
import type { Properties } from "../provider/wire";

/** Azure refused. `code` and the text are Resource Manager's own. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(`Status=${status} Code="${code}" Message="${message}"`);
    this.name = "Refusal";
  }
}

/** Where the plugin finds Resource Manager and its token: variables of the real provider and of App Service. */
export interface ArmEnvironment {
  /** `127.0.0.1:PORT`, whose `/metadata/endpoints` names everything else. */
  readonly ARM_METADATA_HOSTNAME?: string | undefined;
  readonly IDENTITY_ENDPOINT?: string | undefined;
  readonly IDENTITY_HEADER?: string | undefined;
  /** Certificate that the endpoint's comes from. */
  readonly NODE_EXTRA_CA_CERTS?: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** Calls Resource Manager as the deployer, and waits for the end of what takes long. */
export class ArmDoor {
  readonly #environment: ArmEnvironment;
  readonly #agent: Agent;
  #token: Promise<string> | undefined;

  constructor(environment: ArmEnvironment) {
    this.#environment = environment;
    const file = environment.NODE_EXTRA_CA_CERTS;
    this.#agent = new Agent({ keepAlive: true, ...(file ? { ca: readFileSync(file) } : {}) });
  }

  /** @returns undefined when there is nothing */
  async read(id: string, apiVersion: string): Promise<Properties | undefined> {
    try {
      return (await this.#call("GET", id, apiVersion)).body as Properties;
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Writes the whole resource, waits, and reads it. */
  async put(id: string, apiVersion: string, body: Properties): Promise<Properties> {
    const answer = await this.#call("PUT", id, apiVersion, body);
    if (!(await this.#wait(answer))) return answer.body as Properties;
    return (await this.#call("GET", id, apiVersion)).body as Properties;
  }

  async delete(id: string, apiVersion: string): Promise<void> {
    try {
      await this.#wait(await this.#call("DELETE", id, apiVersion));
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) throw error;
    }
  }

  async post(path: string, apiVersion: string): Promise<Properties> {
    return (await this.#call("POST", path, apiVersion, {})).body as Properties;
  }

  /** A token of the deployer. @param audience for example `https://management.azure.com/` */
  async token(audience: string): Promise<string> {
    const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header } = this.#environment;
    if (!endpoint || !header) {
      throw new Error("IDENTITY_ENDPOINT and IDENTITY_HEADER are not set. Set them to those of the sandbox.");
    }
    const url = new URL(endpoint);
    url.searchParams.set("api-version", "2019-08-01");
    url.searchParams.set("resource", audience);
    const answer = await this.#send(url, "GET", { "x-identity-header": header });
    if (answer.status === 200) return (answer.body as { access_token: string }).access_token;
    throw new Error(`${endpoint} gave no token: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** @returns whether there was anything to wait for */
  async #wait(answer: Answer): Promise<boolean> {
    const asynchronous = answer.headers["azure-asyncoperation"];
    const url = asynchronous ?? (answer.status === 202 ? answer.headers["location"] : undefined);
    if (typeof url !== "string") return false;
    for (;;) {
      const { status, body, headers } = await this.#call("GET", url);
      const state = (body as { status?: string } | undefined)?.status;
      if (asynchronous === undefined ? status !== 202 : state === "Succeeded") return true;
      if (state === "Failed" || state === "Canceled") throw new Refusal(status, state, JSON.stringify(body));
      await new Promise((done) => setTimeout(done, Number(headers["retry-after"] ?? 1) * 1000));
    }
  }

  async #call(method: string, path: string, apiVersion?: string, body?: unknown): Promise<Answer> {
    const host = this.#environment.ARM_METADATA_HOSTNAME;
    const url = new URL(path, `https://${host}`);
    if (apiVersion !== undefined) url.searchParams.set("api-version", apiVersion);
    this.#token ??= this.token("https://management.azure.com/");
    const headers = { authorization: `Bearer ${await this.#token}`, "content-type": "application/json" };
    const answer = await this.#send(url, method, headers, body).catch((error: unknown) => {
      throw new Error(`The sandbox's Azure at ${host} does not answer. Is it running?`, { cause: error });
    });
    if (answer.status < 400) return answer;
    const error = (answer.body as { error?: { code: string; message: string } } | undefined)?.error;
    if (error) throw new Refusal(answer.status, error.code, error.message);
    throw new Error(`${host} is no Azure: it answered ${answer.status} to ${method} ${url.pathname}`);
  }

  #send(url: URL, method: string, headers: Record<string, string>, body?: unknown): Promise<Answer> {
    const isSecure = url.protocol === "https:";
    return new Promise((resolve, reject) => {
      const call = (isSecure ? request : insecure)(url, {
        method,
        headers,
        ...(isSecure ? { agent: this.#agent } : {}),
      });
      call.on("error", reject);
      call.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("error", reject);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed(text) });
        });
      });
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
