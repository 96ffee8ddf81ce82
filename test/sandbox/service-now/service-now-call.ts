import { Agent, request } from "undici";
import {
  type ServiceNowSimulator,
  type ServiceNowSimulatorOptions,
  startServiceNowSimulator,
} from "../../../sandbox/service-now";
import { basic } from "../pce/pce-call";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly json: any;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Parameters of the query, without `sysparm_`. */
  readonly query?: Readonly<Record<string, string | number>>;
  readonly authorization?: string;
}

export interface World {
  readonly instance: ServiceNowSimulator;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Posts a form to the token endpoint. */
  token(form: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

/** A simulator and a plain way to call it: `path` is below `/api/now`. */
export async function startWorld(options: ServiceNowSimulatorOptions = {}): Promise<World> {
  const instance = await startServiceNowSimulator({ seed: 1, ...options });
  const dispatcher = new Agent({ connect: { ca: instance.caCertificate } });
  const send = async (
    method: string,
    url: string,
    headers: Record<string, string>,
    body: string | null,
  ): Promise<Answer> => {
    const answer = await request(url, { method: method as "GET", dispatcher, headers, body });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, json: parsed(text) };
  };
  return {
    instance,
    call(method, path, { body, query = {}, authorization } = {}) {
      const url = new URL(`${instance.url}/api/now/${path}`);
      for (const [name, value] of Object.entries(query))
        url.searchParams.set(`sysparm_${name}`, String(value));
      const headers = {
        authorization: authorization ?? basic(instance.username, instance.password),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      };
      const text = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
      return send(method, url.href, headers, text);
    },
    token: (form) =>
      send(
        "POST",
        `${instance.url}/oauth_token.do`,
        { "content-type": "application/x-www-form-urlencoded" },
        new URLSearchParams(form).toString(),
      ),
    async close() {
      await dispatcher.close();
      await instance.close();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
