import { Command } from "commander";
import { digits, wholeNumber } from "../../core/checks";
import { ConfigurationError } from "../../core/errors";
import { ExitCode } from "../exit-code";
import { optionValue } from "../option-values";
import { jsonLines, print, say } from "../output";
import type { WatchControl } from "../sync/run-watch";
import { PENDING } from "../sync/sync-options";
import { planOnce, readDeclared, refuseProblems, runOnce } from "./one-run";
import { addPlaceOptions, type PlaceOptions } from "./records-place";
import { planText, reportText } from "./report-text";
import { runUntilStopped } from "./run-until-stopped";

/** Default minutes between two runs. */
const INTERVAL = 5;
const HEALTH_HOST = "127.0.0.1";

export interface OnboardingRunOptions extends PlaceOptions {
  readonly once?: boolean;
  readonly plan?: boolean;
  readonly interval?: number;
  readonly healthPort?: number;
  readonly healthHost?: string;
  readonly exitCode?: boolean;
  readonly json?: boolean;
}

/**
 * `onboarding run`: takes every machine as far as it goes without waiting for one.
 *
 * @param control of the runs within another program
 */
export function runCommand(control: WatchControl = {}): Command {
  const command = new Command("run").description(
    "take every machine as far as it goes now, again and again until a signal; with --once, one time",
  );
  return addPlaceOptions(command)
    .option("--once", "one run, which waits for no machine; a later one goes on where it ended")
    .option(
      "--plan",
      "one run, with or without --once, that prints what would happen to which machine, and writes nothing",
    )
    .option(
      "--interval <minutes>",
      `time from one run to the next, 1 to 1440 (default: ${INTERVAL})`,
      optionValue(digits(wholeNumber(1, 1_440))),
    )
    .option(
      "--health-port <n>",
      "without --once: serves /healthz and /metrics, 0 for any free port",
      optionValue(digits(wholeNumber(0, 65_535))),
    )
    .option("--health-host <address>", `address on which --health-port listens (default: ${HEALTH_HOST})`)
    .option("--exit-code", "with --plan: exit with 2 when something would be written")
    .option("--json", "print JSON instead of text; without --once, one line for each message")
    .action((options: OnboardingRunOptions) => run(options, control));
}

async function run(options: OnboardingRunOptions, control: WatchControl): Promise<void> {
  const { once, plan, interval = INTERVAL, healthPort, healthHost } = options;
  if ((once || plan) && options.interval !== undefined)
    throw new ConfigurationError("--interval", `is for runs without ${once ? "--once" : "--plan"}`);
  if ((once || plan) && healthPort !== undefined)
    throw new ConfigurationError("--health-port", `is for runs without ${once ? "--once" : "--plan"}`);
  if (healthHost !== undefined && healthPort === undefined)
    throw new ConfigurationError("--health-host", "is for --health-port only");
  if (options.exitCode && !plan) throw new ConfigurationError("--exit-code", "is for --plan only");
  if (!once && !plan)
    return runUntilStopped({ ...options, interval, healthHost: healthHost ?? HEALTH_HOST }, control);
  const { stop = new AbortController() } = control;
  const onSignal = () => stop.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  try {
    await (plan ? showPlan(options, stop.signal) : runOneTime(options, stop.signal));
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
  }
}

async function showPlan(options: OnboardingRunOptions, signal: AbortSignal): Promise<void> {
  const plan = await planOnce(readDeclared(options), signal);
  await print(options.json ? jsonLines(plan) : planText(plan));
  refuseProblems(plan.report);
  if (options.exitCode && plan.actions.length > 0) throw new ExitCode(PENDING);
}

async function runOneTime(options: OnboardingRunOptions, signal: AbortSignal): Promise<void> {
  const report = await runOnce(readDeclared(options), { signal, say });
  await print(options.json ? jsonLines(report) : reportText(report));
  refuseProblems(report);
}
