import { Readable } from "node:stream";
import { Agent, request } from "undici";
import { type PceSimulator, type PceSimulatorOptions, startPceSimulator } from "../../../sandbox/pce";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly json: any;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly authorization?: string;
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

export const basic = (username: string, secret: string): string =>
  `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;

const isRaw = (body: unknown): body is string | Readable =>
  typeof body === "string" || body instanceof Readable;

/** A plain way to call a simulator: `path` is below `/api/v2`, objects go out as JSON, texts and streams as they are. */
export function callsTo(pce: PceSimulator): { call: Call; close(): Promise<void> } {
  const dispatcher = new Agent({ connect: { ca: pce.caCertificate } });
  const call: Call = async (method, path, { body, headers, authorization } = {}) => {
    const answer = await request(`${pce.url}/api/v2${path}`, {
      method: method as "GET",
      dispatcher,
      headers: {
        authorization: authorization ?? basic(pce.apiKeyUsername, pce.apiKeySecret),
        ...(body !== undefined && !isRaw(body) ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      body: body === undefined ? null : isRaw(body) ? body : JSON.stringify(body),
    });
    const text = await answer.body.text();
    const isJson = answer.headers["content-type"] === "application/json";
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  };
  return { call, close: () => dispatcher.close() };
}

/** A simulator and a plain way to call it. */
export async function startWithCall(
  options?: PceSimulatorOptions,
): Promise<{ pce: PceSimulator; call: Call; close(): Promise<void> }> {
  const pce = await startPceSimulator(options);
  const { call, close } = callsTo(pce);
  return {
    pce,
    call,
    async close() {
      await close();
      await pce.close();
    },
  };
}
