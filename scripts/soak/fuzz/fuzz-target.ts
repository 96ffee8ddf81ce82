import type { Random } from "illumio-iac-sandbox/http";

/** A parser that is tried with mutated input: one file in `targets/`, one entry in its index. */
export interface FuzzTarget {
  /** Name of the parser in a finding. */
  readonly name: string;
  /** Inputs as a real system gives them; mutation begins with one of these. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** Words with a meaning in the format, beside those of every format. */
  readonly words?: readonly string[];
  /** Share of all inputs, compared with the others; less than 1 where one input takes long. @default 1 */
  readonly weight?: number;
  /** Called once before the first input. */
  readonly open: () => FuzzParser | Promise<FuzzParser>;
}

export interface FuzzParser {
  /**
   * Reads one input and checks what has to hold of the outcome.
   *
   * @param random for choices beside the input, such as where a stream is cut
   * @throws IllumioIacError when the input is refused, which is right; anything else is a finding
   */
  readonly read: (input: Buffer, random: Random) => unknown;
  readonly close?: () => Promise<void>;
}

/** @throws Error, which is a finding, when it does not hold */
export function mustHold(holds: boolean, what: () => string): asserts holds {
  if (!holds) throw new Error(what());
}

/** The value of a JSON text; undefined when it is not JSON, so that the parser itself is tried. */
export function jsonOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString());
  } catch {
    return undefined;
  }
}
