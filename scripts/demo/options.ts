import { Command, InvalidArgumentError } from "commander";

export interface DemoOptions {
  readonly keep: boolean;
  readonly seed: number;
  readonly minutes: number;
}

export function demoOptions(argv: readonly string[]): DemoOptions {
  return new Command("npm run demo --")
    .description("AWS traffic in a PCE, through a real pulumi up, on this machine alone")
    .option("--keep", "leave everything running at the end", false)
    .option("--seed <n>", "same seed, same traffic", wholeNumber, 1)
    .option("--minutes <n>", "how long the application plays", wholeNumber, 60)
    .parse(argv, { from: "user" })
    .opts<DemoOptions>();
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("Write a whole number.");
  return Number(text);
}
