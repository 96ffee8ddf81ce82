import { Command } from "commander";
import { Checks, digits, wholeNumber } from "../core/checks";
import { applyPlans, isSettled, withPlans } from "../reconcilers/dag/apply/run";
import { dueRenewals, type EntryTimes } from "../reconcilers/dag/apply/write-plan";
import { planJson, planText } from "../reconcilers/dag/plan/plan-text";
import { addBindingOptions, type BindingOptions, readBindings } from "./dag-sync/binding-options";
import { claimCommand } from "./dag-sync/claim";
import { commitCommand } from "./dag-sync/commit";
import { exportCommand } from "./dag-sync/export";
import { watchBindings } from "./dag-sync/watch-bindings";
import { ExitCode } from "./exit-code";
import { optionValue } from "./option-values";
import { jsonLines, print, say } from "./output";
import { withRemovalLimit } from "./sync/removal-limit";
import type { WatchControl } from "./sync/run-watch";
import {
  addModeOptions,
  addReportOptions,
  PENDING,
  refuseModes,
  type SyncOptions,
  type SyncWords,
} from "./sync/sync-options";

/** Default seconds between two full comparisons: of `--watch`, which also follows events, and of calls of `--apply`. */
const INTERVALS = { watch: 600, apply: 60 };

const WORDS: SyncWords = {
  intervals: `default: ${INTERVALS.watch}; with --apply, between two calls: ${INTERVALS.apply}`,
  json: "all members",
};

interface DagSyncOptions extends BindingOptions, SyncOptions {
  readonly entryTimeout?: number;
}

/**
 * `illumio-iac dag-sync`: registered addresses of Palo Alto firewalls that follow labels of the PCE.
 *
 * @param control of `--watch` within another program
 */
export function dagSyncCommand(control: WatchControl = {}): Command {
  const command = new Command("dag-sync").description(
    "keep the registered addresses of Palo Alto firewalls equal to what labels in the PCE say",
  );
  addModeOptions(addBindingOptions(command), WORDS).option(
    "--entry-timeout <seconds>",
    "entries end after this unless they are renewed, which happens at half time; at least 3 x --interval",
    optionValue(digits(wholeNumber(3, 2_592_000))),
  );
  return addReportOptions(command, WORDS)
    .addHelpText("after", HELP)
    .action((options: DagSyncOptions) => sync(options, command, control))
    .addCommand(commitCommand())
    .addCommand(claimCommand())
    .addCommand(exportCommand());
}

const HELP = `
A binding owns one tag and touches no other:

  owner: network-team
  bindings:
    web:                                   # tag illumio-iac.web, in the filter of your address group: 'illumio-iac.web'
      labels: { role: { anyOf: [web] }, env: { anyOf: [prod] } }
      target: { firewall: edge, vsys: vsys1 }

The PCE is that of the ILLUMIO_PCE_… and ILLUMIO_API_KEY_… environment variables; the firewall "edge" that of
ILLUMIO_FIREWALL_EDGE_HOSTS, ILLUMIO_FIREWALL_EDGE_API_KEY and ILLUMIO_FIREWALL_EDGE_CA_FILE (or …_CERTIFICATE_SHA256
and …_CERTIFICATE_NAME).

Exit codes: 0 in sync or applied, 1 something failed, 2 changes are pending (--plan --exit-code).`;

async function sync(options: DagSyncOptions, command: Command, control: WatchControl): Promise<void> {
  const { apply, watch: watching, exitCode, json } = options;
  refuseModes(command, apply === true || options.entryTimeout !== undefined);
  const interval = options.interval ?? (watching ? INTERVALS.watch : INTERVALS.apply);
  refuseShortTimeout(options.entryTimeout, interval);
  if (watching) return watchBindings({ ...options, interval }, control);
  const times: EntryTimes = { timeoutInSeconds: options.entryTimeout ?? 0, recent: false };
  let settled = true;
  const bindings = withRemovalLimit(readBindings(options), options.maxRemovedShare);
  await withPlans(bindings, process.env, async (plans) => {
    const renewed = plans.map((one) => dueRenewals(one, times).length);
    const lines = plans.flatMap((one, index) => [
      ...planText(one),
      ...(renewed[index]! > 0 ? [`  renewed: ${renewed[index]}`] : []),
    ]);
    await print(json ? jsonLines(plans.map(planJson)) : lines);
    if (apply) return applyPlans(plans, { say, timesOf: () => times });
    settled = plans.every(isSettled);
    return [];
  });
  if (exitCode && !settled) throw new ExitCode(PENDING);
}

/** Refuses a timeout so short that entries would end before the next comparison and come back after it. */
function refuseShortTimeout(entryTimeout: number | undefined, interval: number): void {
  const checks = Checks.start();
  if (entryTimeout !== undefined && entryTimeout < 3 * interval)
    checks.must(`be at least 3 x --interval, ${3 * interval} s here`, entryTimeout);
  checks.throwIfAny("--entry-timeout");
}
