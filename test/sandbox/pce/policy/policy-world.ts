import type { PceSimulator } from "../../../../sandbox/pce";
import { PolicyAuthor } from "../../../support/pce-policy";
import { type Answer, type Call, startWithCall } from "../pce-call";

export interface PolicyWorld {
  readonly pce: PceSimulator;
  readonly call: Call;
  readonly author: PolicyAuthor;
  /** Status and token of a call that is refused. */
  refused(method: string, path: string, body?: unknown): Promise<[number, string]>;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes
  read(path: string): Promise<any>;
  close(): Promise<void>;
}

/** A simulator and somebody who writes policy. */
export async function startPolicyWorld(): Promise<PolicyWorld> {
  const { pce, call, close } = await startWithCall({ seed: 1, callsPerMinute: 1_000_000 });
  const send = (method: string, path: string, body: unknown): Promise<Answer> =>
    call(method, path, body === undefined ? {} : { body });
  return {
    pce,
    call,
    author: new PolicyAuthor(call),
    refused: async (method, path, body) => {
      const { status, json } = await send(method, path, body);
      return [status, json?.[0]?.token];
    },
    read: async (path) => (await call("GET", path)).json,
    close,
  };
}

export const active = (href: string): string => href.replace("/draft/", "/active/");
