import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { endDescendants } from "./end-descendants";
import { lastHeading } from "./say";

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type Signal = keyof typeof EXIT_CODES;

/** What a demo that is cut off leaves to be removed. */
const leftovers = new Set<string>();

/** Takes the next signal, where a demo waits for one. */
let takeSignal: (() => void) | undefined;

/** Removes a file when the demo is cut off. @returns what to call when somebody else has removed it */
export function removedWhenCutOff(file: string): () => void {
  leftovers.add(file);
  return () => {
    leftovers.delete(file);
  };
}

/** Waits for a signal, which then does not cut the demo off. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    takeSignal = () => {
      takeSignal = undefined;
      resolve();
    };
  });
}

/**
 * Runs a demo to its end. All its temporary files, those of its simulators and child processes included, are in one
 * folder that is removed. A signal ends its processes, removes what it has made on this machine and exits with 130 or 143;
 * another signal meanwhile exits at once.
 */
export function runDemo(main: () => Promise<void>): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  process.env["TMPDIR"] = folder;
  leftovers.add(folder);
  let isCutOff = false;
  const cutOff = async (signal: Signal): Promise<void> => {
    if (takeSignal) return takeSignal();
    if (isCutOff) process.exit(EXIT_CODES[signal]);
    isCutOff = true;
    // What was under way fails now, which is no news.
    process.stdout.write = () => true;
    for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, () => {});
    const place = lastHeading() === undefined ? "" : ` at "${lastHeading()}"`;
    await endDescendants();
    removeLeftovers();
    process.stderr.write(
      `\n${signal} cut the demo off${place}; its processes have ended, and its files are removed.\n`,
    );
    process.exit(EXIT_CODES[signal]);
  };
  for (const signal of Object.keys(EXIT_CODES) as Signal[]) process.on(signal, () => void cutOff(signal));
  main()
    .catch((error: Error) => {
      if (isCutOff) return;
      process.stderr.write(`\n${error.message}\n`);
      process.exitCode = 1;
    })
    .finally(() => {
      if (!isCutOff) removeLeftovers();
    });
}

function removeLeftovers(): void {
  for (const file of leftovers) rmSync(file, { recursive: true, force: true, maxRetries: 5 });
}
