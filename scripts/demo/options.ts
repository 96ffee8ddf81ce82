import { Command, InvalidArgumentError } from "commander";

export interface TrafficOptions {
  readonly seed: number;
  readonly minutes: number;
}

export interface KeepOption {
  /** Everything is left running until Ctrl-C. */
  readonly keep: boolean;
}

export interface KeepOptions extends TrafficOptions, KeepOption {}

export interface DemoOptions extends KeepOptions {
  readonly all: boolean;
}

export function demoOptions(argv: readonly string[]): DemoOptions {
  return trafficCommand("npm run demo --")
    .description("AWS traffic in a PCE, through a real pulumi up, on this machine alone")
    .option(...KEEP)
    .option(
      "--all",
      "go on with every other chapter: firewalls, Azure, Azure SQL, new machines, then two apps of the cdk CLI",
      false,
    )
    .parse(argv, { from: "user" })
    .opts<DemoOptions>();
}

export function cdkDemoOptions(argv: readonly string[]): TrafficOptions {
  return trafficCommand("npm run demo:cdk --")
    .description("AWS traffic in a PCE, through a real cdk deploy, on this machine alone")
    .parse(argv, { from: "user" })
    .opts<TrafficOptions>();
}

export function azureDemoOptions(argv: readonly string[]): KeepOptions {
  return trafficCommand("npm run demo:azure --")
    .description("Azure traffic in a PCE, through a real pulumi up, on this machine alone")
    .option(...KEEP)
    .parse(argv, { from: "user" })
    .opts<KeepOptions>();
}

export function onboardingDemoOptions(argv: readonly string[]): KeepOption {
  return new Command("npm run demo:onboarding --")
    .description(
      "new virtual machines that onboard themselves, through a real pulumi up, on this machine alone",
    )
    .option(...KEEP)
    .parse(argv, { from: "user" })
    .opts<KeepOption>();
}

const KEEP = ["--keep", "leave everything running at the end", false] as const;

function trafficCommand(name: string): Command {
  return new Command(name)
    .option("--seed <n>", "same seed, same traffic", wholeNumber, 1)
    .option("--minutes <n>", "how long the application plays", wholeNumber, 60);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("Write a whole number.");
  return Number(text);
}
