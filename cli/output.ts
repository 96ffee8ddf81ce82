import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { visible, visibleLines } from "../core/visible";

/**
 * All output of the command goes through here, line by line. Invisible characters are made visible, because names and
 * messages come from remote systems.
 */

const PIECE_IN_CHARACTERS = 65_536;

/** Where texts of several lines go. @default the process's own standard output and error */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export const STANDARD: Output = {
  out: (text) => process.stdout.write(visibleLines(text)),
  err: (text) => process.stderr.write(visibleLines(text)),
};

/** Writes lines to standard error. */
export function say(...lines: string[]): void {
  process.stderr.write(lines.map((line) => `${visible(line)}\n`).join(""));
}

/**
 * Writes lines to standard output as fast as its reader takes them. A reader that has seen enough, such as `head`, ends
 * it silently.
 */
export async function print(lines: Iterable<string>): Promise<void> {
  await write(pieces(lines));
}

/** Like `print`, of lines that are nothing but visible ASCII and line feeds, such as addresses and numbers. */
export async function printAscii(texts: Iterable<Uint8Array>): Promise<void> {
  await write(texts);
}

async function write(texts: Iterable<string | Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(texts), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}

/** Characters on a line of the terminal that standard output is; undefined for a pipe or a file. */
export function terminalWidth(): number | undefined {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns > 0 ? columns : undefined;
}

/** Lines of a value as indented JSON; those are its only line ends, because texts within it have none. */
export function jsonLines(value: unknown): string[] {
  return JSON.stringify(value, undefined, 2).split("\n");
}

function* pieces(lines: Iterable<string>): Generator<string> {
  let piece = "";
  for (const line of lines) {
    piece += `${visible(line)}\n`;
    if (piece.length < PIECE_IN_CHARACTERS) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
