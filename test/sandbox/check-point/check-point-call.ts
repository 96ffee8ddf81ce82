import { Agent, request } from "undici";
import {
  type CheckPointSimulator,
  type CheckPointSimulatorOptions,
  startCheckPointSimulator,
} from "../../../sandbox/check-point";

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly reason: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  readonly body: any;
}

export interface CallOptions {
  readonly sid?: string | undefined;
  readonly path?: string;
  /** Sent as it is, in place of the payload. */
  readonly text?: string;
  readonly method?: "GET" | "POST";
}

export type Call = (command: string, payload?: object, options?: CallOptions) => Promise<Answer>;

export interface Client {
  readonly sid: string;
  readonly uid: string;
  /** Calls with the client's sid. */
  readonly call: Call;
  /** Calls, looks at the task until it is over, and gives it. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  task(command: string, payload?: object): Promise<any>;
}

export interface World {
  readonly simulator: CheckPointSimulator;
  readonly call: Call;
  /** Logs in as the administrator, or with another payload. */
  login(payload?: object): Promise<Client>;
  close(): Promise<void>;
}

/** A simulated management server with a plain way to call it. */
export async function startWithCall(options?: CheckPointSimulatorOptions): Promise<World> {
  const simulator = await startCheckPointSimulator({ seed: 1, ...options });
  const dispatcher = new Agent({ connect: { ca: simulator.caCertificate } });
  const call: Call = async (command, payload = {}, options = {}) => {
    const { sid, path = `/web_api/${command}`, text = JSON.stringify(payload), method = "POST" } = options;
    const answer = await request(`${simulator.url}${path}`, {
      method,
      dispatcher,
      headers: { "content-type": "application/json", ...(sid === undefined ? {} : { "x-chkp-sid": sid }) },
      body: method === "POST" ? text : null,
    });
    const contentType = String(answer.headers["content-type"]);
    const body = await answer.body.text();
    return {
      status: answer.statusCode,
      contentType,
      reason: answer.statusText,
      body: contentType === "application/json" ? JSON.parse(body) : body,
    };
  };
  const login: World["login"] = async (payload = {}) => {
    const { username: user, password } = simulator;
    const { status, body } = await call("login", { user, password, ...payload });
    if (status !== 200) throw new Error(`login: ${JSON.stringify(body)}`);
    const withSid: Call = (command, content, given) => call(command, content, { sid: body.sid, ...given });
    return {
      sid: body.sid,
      uid: body.uid,
      call: withSid,
      async task(command, content) {
        const { body: started } = await withSid(command, content);
        for (;;) {
          const { body: seen } = await withSid("show-task", {
            "task-id": started["task-id"],
            "details-level": "full",
          });
          if (seen.tasks === undefined) throw new Error(`${command}: ${JSON.stringify([started, seen])}`);
          if (seen.tasks[0].status !== "in progress") return seen.tasks[0];
        }
      },
    };
  };
  return {
    simulator,
    call,
    login,
    async close() {
      await dispatcher.close();
      await simulator.close();
    },
  };
}
