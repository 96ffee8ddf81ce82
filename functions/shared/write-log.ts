import type { FunctionLog } from "../../core/contracts/function-logs";
import { visible } from "../../core/visible";

/** Takes one line of text, without its end. */
export type LogWriter = (line: string) => void;

/** Entries of a list. Clouds limit the size of a line (CloudWatch Logs: 256 KiB); each message of a batch may be a problem. */
const SHOWN = 20;

/** Straight to standard output: `console` would wrap the line where the function's log format is JSON. */
export const toStandardOutput: LogWriter = (line) => {
  process.stdout.write(`${line}\n`);
};

/** Writes the line of one invocation as JSON. Of its lists the first 20 entries are shown, and the others counted. */
export function writeLine(log: FunctionLog, write: LogWriter): void {
  const members = Object.entries(log).map(([name, value]) => [
    name,
    Array.isArray(value) ? cut(value) : value,
  ]);
  write(visible(JSON.stringify(Object.fromEntries(members))));
}

function cut(texts: readonly unknown[]): readonly unknown[] {
  if (texts.length <= SHOWN) return texts;
  return [...texts.slice(0, SHOWN), `and ${texts.length - SHOWN} more`];
}
