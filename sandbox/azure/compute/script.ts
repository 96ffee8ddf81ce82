/** What a machine is told to run. */
export interface Script {
  readonly text: string;
  readonly system: "Linux" | "Windows";
  readonly parameters: readonly Parameter[];
  /** Parameters without a name come by position; in the action form all do. */
  readonly arePositional: boolean;
  readonly timeoutInSeconds: number;
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** How a script ended. */
export interface ScriptResult {
  readonly how: "ended" | "timed-out" | "killed";
  /** Of a script that ended. */
  readonly exitCode: number;
  readonly output: string;
  readonly error: string;
}

/** A script that runs. */
export interface RunningScript {
  /** Never fails. */
  readonly result: Promise<ScriptResult>;
  kill(): void;
}

/** Bytes of the output that Azure keeps, its end. */
export const KEPT_BYTES = 4096;

/** The end of a text, as much of it as Azure keeps. A letter that does not fit whole is left out. */
export function tailOf(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= KEPT_BYTES) return text;
  let start = bytes.length - KEPT_BYTES;
  while ((bytes[start]! & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start).toString("utf8");
}
