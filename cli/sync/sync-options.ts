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

/**
 * @param usesInterval whether `--interval` has an effect without `--watch`
 * @throws ConfigurationError when options exclude each other, or when one that was given has no effect
 */
export function refuseModes(command: Command, usesInterval = false): void {
  const { plan, apply, watch, healthPort, maxRemovedShare, exitCode } = command.opts<SyncOptions>();
  if (Number(plan ?? false) + Number(apply ?? false) + Number(watch ?? false) > 1)
    throw new ConfigurationError(command.name(), "--plan, --apply and --watch exclude each other");
  const forWatch = ["health-port", "poll", ...(usesInterval ? [] : ["interval"])];
  for (const name of watch ? [] : forWatch)
    if (isGiven(command, name)) throw new ConfigurationError(`--${name}`, "is for --watch only");
  if (healthPort === undefined && isGiven(command, "health-host"))
    throw new ConfigurationError("--health-host", "is for --health-port only");
  if (exitCode && (apply || watch))
    throw new ConfigurationError("--exit-code", `is for --plan, not for ${apply ? "--apply" : "--watch"}`);
  if (watch && maxRemovedShare !== undefined)
    throw new ConfigurationError(
      "--max-removed-share",
      "is for one run of --plan or --apply, not for --watch",
    );
}

/**
 * Refuses options of the command above that a command below it does not use; commander takes them in silence.
 *
 * @param used names of those that it uses, without hyphens before them
 * @throws ConfigurationError that names the first one
 */
export function refuseUnused(below: Command, used: readonly string[] = []): void {
  const above = below.parent!;
  const own = new Set([...below.options.map(({ long }) => long), ...used.map((name) => `--${name}`)]);
  for (const { long } of above.options)
    if (!own.has(long) && isGiven(above, long!.slice(2)))
      throw new ConfigurationError(long!, `has no effect on ${above.name()} ${below.name()}; leave it out`);
}

function isGiven(command: Command, name: string): boolean {
  const option = command.options.find(({ long }) => long === `--${name}`);
  return option !== undefined && command.getOptionValueSource(option.attributeName()) === "cli";
}
