import type { Command } from "commander";
import { digits, wholeNumber } from "../../core/checks";
import { ConfigurationError } from "../../core/errors";
import { optionValue } from "../option-values";
import { shareText } from "./removal-limit";

/** Exit code of `--plan --exit-code` when something would be written. */
export const PENDING = 2;

/** Options that say what a command that syncs does. */
export interface SyncOptions {
  readonly interval?: number;
  readonly poll: number;
  readonly healthPort?: number;
  readonly healthHost: string;
  readonly maxRemovedShare?: number;
  readonly plan?: boolean;
  readonly apply?: boolean;
  readonly watch?: boolean;
  readonly exitCode?: boolean;
  readonly json?: boolean;
}

/** Words of the help in which the commands differ. */
export interface SyncWords {
  /** Defaults of `--interval`, in words. */
  readonly intervals: string;
  /** What `--json` prints more. */
  readonly json: string;
}

/** `--plan`, `--apply` and `--watch`, and what times them. */
export function addModeOptions(command: Command, { intervals }: SyncWords): Command {
  return command
    .option("--plan", "print what would change and write nothing (the default)")
    .option("--apply", "write the changes")
    .option(
      "--watch",
      "write the changes now, follow the PCE, and compare everything every --interval seconds, until a signal",
    )
    .option(
      "--interval <seconds>",
      `time between two full comparisons, 1 to 86400 (${intervals})`,
      optionValue(digits(wholeNumber(1, 86_400))),
    )
    .option(
      "--poll <seconds>",
      "how often --watch reads the events of the PCE and the objects that they name",
      optionValue(digits(wholeNumber(1, 3_600))),
      5,
    )
    .option(
      "--max-removed-share <share>",
      "for this run, in place of maxRemovedShare: share of the own entries that may be removed, 0 to 1; the declaration stays the same",
      optionValue(shareText),
    );
}

/** Health, exit code and JSON. */
export function addReportOptions(command: Command, { json }: SyncWords): Command {
  return command
    .option(
      "--health-port <n>",
      "--watch serves /healthz and /metrics, 0 for any free port",
      optionValue(digits(wholeNumber(0, 65_535))),
    )
    .option("--health-host <address>", "address on which --health-port listens", "127.0.0.1")
    .option("--exit-code", "with --plan: exit with 2 when something would change")
    .option("--json", `print JSON instead of text, with ${json}; with --watch, one line for each message`);
}

/** @throws ConfigurationError when options exclude each other */
export function refuseModes(
  name: string,
  { plan, apply, watch, healthPort, maxRemovedShare }: SyncOptions,
): void {
  if (Number(plan ?? false) + Number(apply ?? false) + Number(watch ?? false) > 1)
    throw new ConfigurationError(name, "--plan, --apply and --watch exclude each other");
  if (!watch && healthPort !== undefined)
    throw new ConfigurationError("--health-port", "is for --watch only");
  if (watch && maxRemovedShare !== undefined)
    throw new ConfigurationError(
      "--max-removed-share",
      "is for one run of --plan or --apply, not for --watch",
    );
}
