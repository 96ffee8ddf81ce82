import type { PanosRequest } from "./request-log";

/** A call that has come in and has not been looked at yet. */
export type IncomingCall = Pick<PanosRequest, "node" | "label" | "params">;

/** A text matches the start of the label. */
export type CallPattern = string | RegExp | ((call: IncomingCall) => boolean);

export interface InterventionOptions {
  /** Number of matching calls that pass before the intervention. @default 0 */
  readonly skip?: number;
}

interface Intervention {
  readonly matches: (call: IncomingCall) => boolean;
  readonly action: (call: IncomingCall) => unknown;
  skip: number;
}

/** Things that happen to a system between two calls: a key is rotated, the pair fails over, somebody changes an entry. */
export class Interventions {
  #waiting: Intervention[] = [];

  /** Runs `action` once, before a matching call is answered. */
  before(pattern: CallPattern, action: Intervention["action"], options: InterventionOptions = {}): void {
    this.#waiting.push({ matches: matcher(pattern), action, skip: options.skip ?? 0 });
  }

  async run(call: IncomingCall): Promise<void> {
    for (const waiting of this.#waiting.filter(({ matches }) => matches(call))) {
      waiting.skip -= 1;
      if (waiting.skip >= 0) continue;
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      await waiting.action(call);
    }
  }
}

function matcher(pattern: CallPattern): (call: IncomingCall) => boolean {
  if (typeof pattern === "function") return pattern;
  return ({ label }) => (typeof pattern === "string" ? label.startsWith(pattern) : pattern.test(label));
}
