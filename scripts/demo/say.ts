let last: string | undefined;

/** The heading of what is under way; undefined before the first. */
export const lastHeading = (): string | undefined => last;

/** Headings and progress of a long run, on standard output. */
export function heading(text: string): void {
  last = text;
  process.stdout.write(`\n== ${text}\n`);
}

export function say(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Runs `work` and shows that it is under way when it takes longer than two seconds.
 *
 * @param describe says how far it is; called at every beat
 */
export async function withProgress<T>(describe: () => string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const beat = setInterval(() => {
    say(`   … ${describe()} (${Math.round((Date.now() - started) / 1000)} s)`);
  }, 2_000);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

/** Columns padded to their widest cell; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => String(row[column] ?? "").length)),
  );
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, column) =>
        typeof cell === "number"
          ? String(cell).padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)]
    .map((text) => `   ${text}`)
    .join("\n");
}
