import type { Session } from "../store/session";
import type { CheckPointStore } from "../store/store";
import type { Parameters, Payload } from "./parameters";

/** A call as a command sees it: its session is known, its parameters are checked. */
export interface Call {
  readonly payload: Payload;
  readonly store: CheckPointStore;
  readonly session: Session;
  /** What the client calls the API: `https://127.0.0.1:PORT/web_api`. */
  readonly url: string;
}

export interface Command {
  readonly parameters: Parameters;
  readonly required?: readonly string[];
  /** Changes something, which a read-only session may not. */
  readonly writes?: boolean;
  /** @returns the body of the answer with status 200. @throws ApiError */
  run(call: Call): object;
}

/** What a file of `commands/` exports: commands by name. */
export type Commands = Readonly<Record<string, Command>>;
