import type { Element } from "@xmldom/xmldom";
import { Agent, request } from "undici";
import {
  type PanosNodes,
  type PanosSimulator,
  type PanosSimulatorOptions,
  startPanosSimulator,
} from "../../../sandbox/panos";
import { parseXml } from "../../../sandbox/panos/xml/xml";

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly root: Element;
  /** `success` or `error`, with the code where there is one: `error 10`. */
  readonly outcome: string;
  /** Text of the first `msg`. */
  readonly message: string;
}

export interface CallOptions {
  readonly key?: string;
  readonly headers?: Record<string, string>;
  /** Position in `hosts`. @default 0 */
  readonly node?: number;
  readonly method?: "GET" | "POST";
  readonly path?: string;
}

export type Call = (params: Record<string, string>, options?: CallOptions) => Promise<Answer>;

/** A plain way to call a simulated system: parameters go out as a form, the key in the header. */
export function caller(system: PanosNodes): { call: Call; close(): Promise<void> } {
  const dispatcher = new Agent({ connect: { ca: system.caCertificate } });
  const call: Call = async (params, options = {}) => {
    const { method = "POST", path = "/api/", node = 0 } = options;
    const form = new URLSearchParams(params).toString();
    const answer = await request(
      `https://${system.hosts[node]}${path}${method === "GET" ? `?${form}` : ""}`,
      {
        method,
        dispatcher,
        headers: {
          ...(options.headers ?? { "x-pan-key": options.key ?? system.apiKey }),
          ...(method === "POST" ? { "content-type": "application/x-www-form-urlencoded" } : {}),
        },
        body: method === "POST" ? form : null,
      },
    );
    const text = await answer.body.text();
    const root = parseXml(text)!;
    const message = root?.getElementsByTagName("msg")[0]?.textContent ?? "";
    const attributes = ["status", "code"].map((name) => root?.getAttribute(name)).filter(Boolean);
    return {
      status: answer.statusCode,
      contentType: String(answer.headers["content-type"]),
      text,
      root,
      outcome: attributes.join(" "),
      message,
    };
  };
  return { call, close: () => dispatcher.close() };
}

export const uid = (payload: string): Record<string, string> => ({
  type: "user-id",
  cmd: `<uid-message><type>update</type><payload>${payload}</payload></uid-message>`,
});

export const op = (cmd: string): Record<string, string> => ({ type: "op", cmd });

export interface World {
  readonly panos: PanosSimulator;
  readonly call: Call;
  close(): Promise<void>;
}

export async function startWithCall(options?: PanosSimulatorOptions): Promise<World> {
  const panos = await startPanosSimulator({ seed: 1, ...options });
  const { call, close } = caller(panos);
  return {
    panos,
    call,
    async close() {
      await close();
      await panos.close();
    },
  };
}
