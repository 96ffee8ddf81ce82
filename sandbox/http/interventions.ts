/** A text matches the start of the label. */
export type CallPattern<Call extends LabelledCall> = string | RegExp | ((call: Call) => boolean);

/** A call with what it is about, such as a command. */
export interface LabelledCall {
  readonly label: string;
}

export interface InterventionOptions {
  /** Number of matching calls that pass before the intervention. @default 0 */
  readonly skip?: number;
}

interface Intervention<Call> {
  readonly matches: (call: Call) => boolean;
  readonly action: (call: Call) => unknown;
  skip: number;
}

/** Things that happen to a system between two calls: a key is rotated, a session ends, somebody changes an entry. */
export class Interventions<Call extends LabelledCall> {
  #waiting: Intervention<Call>[] = [];

  /** Runs `action` once, before a matching call is answered. */
  before(
    pattern: CallPattern<Call>,
    action: (call: Call) => unknown,
    options: InterventionOptions = {},
  ): void {
    this.#waiting.push({ matches: matcher(pattern), action, skip: options.skip ?? 0 });
  }

  async run(call: Call): Promise<void> {
    for (const waiting of this.#waiting.filter(({ matches }) => matches(call))) {
      waiting.skip -= 1;
      if (waiting.skip >= 0) continue;
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      await waiting.action(call);
    }
  }
}

function matcher<Call extends LabelledCall>(pattern: CallPattern<Call>): (call: Call) => boolean {
  if (typeof pattern === "function") return pattern;
  return ({ label }) => (typeof pattern === "string" ? label.startsWith(pattern) : pattern.test(label));
}
