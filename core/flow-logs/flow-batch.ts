import type { DirectionRule } from "./flow-log-stats";
import { ServerEndpoints } from "./server-endpoints";

export interface DecideOptions {
  /** Ports on which the user knows servers to listen. */
  readonly serverPorts?: readonly number[];
  /** What happens to a flow that nothing decides. @default "drop" */
  readonly undecided?: "drop" | "lower-port";
}

export interface UploadFlow {
  /** `client,server,port,protocol`, as the PCE takes it. */
  readonly line: string;
  /** Messages that brought it, as numbered in `add`. */
  readonly messages: readonly number[];
}

export interface BatchStats {
  readonly messages: number;
  /** Records that the deliveries left undecided, by the rule that decided them here. */
  readonly decisions: Readonly<Partial<Record<DirectionRule, number>>>;
}

/** Queue messages that are uploaded together: takes them in, decides what their deliveries could not, once each. */
export class FlowBatch {
  constructor(readonly known: ServerEndpoints = new ServerEndpoints()) {}

  /** @throws FlowLogFormatError when the body is not whole; nothing of it is taken then */
  add(_body: string, _message: number): void {}

  /** Call once, after the last `add`. */
  decide(_options: DecideOptions = {}): void {}

  /** Unique lines, after `decide`. */
  get flows(): readonly UploadFlow[] {
    return [];
  }

  get stats(): BatchStats {
    return { messages: 0, decisions: {} };
  }
}
