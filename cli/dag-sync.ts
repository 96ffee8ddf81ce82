import { Command, InvalidArgumentError } from "commander";
import { ConfigurationError } from "../core/errors";
import { planJson, planText } from "../dynamic-providers/panos/plan-text";
import { dueRenewals, type EntryTimes } from "../dynamic-providers/panos/write-plan";
import { addBindingOptions, type BindingOptions, readBindings } from "./dag-sync/binding-options";
import { claimCommand } from "./dag-sync/claim";
import { commitCommand } from "./dag-sync/commit";
import { exportCommand } from "./dag-sync/export";
import { applyPlans, isSettled, withPlans } from "./dag-sync/run";
import { type WatchCommandOptions, watchBindings } from "./dag-sync/watch-bindings";
import { ExitCode } from "./exit-code";
import { writeAll } from "./write-all";

/** Exit code of `--plan --exit-code` when something would be written. */
const PENDING = 2;

interface SyncOptions extends BindingOptions, WatchCommandOptions {
  readonly plan?: boolean;
  readonly apply?: boolean;
  readonly watch?: boolean;
  readonly exitCode?: boolean;
}

/** `illumio-iac dag-sync`: registered addresses of Palo Alto firewalls that follow labels of the PCE. */
export function dagSyncCommand(): Command {
  const command = new Command("dag-sync").description(
    "keep the registered addresses of Palo Alto firewalls equal to what labels in the PCE say",
  );
  return addBindingOptions(command)
    .option("--plan", "print what would change and write nothing (the default)")
    .option("--apply", "write it")
    .option(
      "--watch",
      "write it now, after every change in the PCE and every --interval seconds, until a signal",
    )
    .option(
      "--interval <seconds>",
      "how often everything is compared, 1 to 86400",
      wholeNumber(1, 86_400),
      60,
    )
    .option("--poll <seconds>", "how often --watch asks the PCE what changed", wholeNumber(1, 3_600), 5)
    .option(
      "--entry-timeout <seconds>",
      "entries end after this unless they are renewed, which happens at half time; at least 3 x --interval",
      wholeNumber(3, 2_592_000),
    )
    .option(
      "--health-port <n>",
      "--watch serves /healthz and /metrics, 0 for any free port",
      wholeNumber(0, 65_535),
    )
    .option("--health-host <address>", "where it listens", "127.0.0.1")
    .option("--exit-code", "with --plan: exit with 2 when something would change")
    .option(
      "--json",
      "print plain data instead of text, with all members; of --watch, one line for each message",
    )
    .addHelpText("after", HELP)
    .action(sync)
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

async function sync(options: SyncOptions): Promise<void> {
  const { plan, apply, watch: watching, exitCode, json } = options;
  if (Number(plan ?? false) + Number(apply ?? false) + Number(watching ?? false) > 1)
    throw new ConfigurationError("dag-sync", "--plan, --apply and --watch exclude each other");
  refuseShortTimeout(options);
  if (watching) return watchBindings(options);
  if (options.healthPort !== undefined) throw new ConfigurationError("--health-port", "is for --watch only");
  const times: EntryTimes = { timeoutInSeconds: options.entryTimeout ?? 0, recent: false };
  let settled = true;
  await withPlans(readBindings(options), process.env, async (plans) => {
    const renewed = plans.map((one) => dueRenewals(one, times).length);
    const texts = plans.map(
      (one, index) => planText(one) + (renewed[index]! > 0 ? `  renewed: ${renewed[index]}\n` : ""),
    );
    await writeAll(process.stdout, json ? [`${JSON.stringify(plans.map(planJson), undefined, 2)}\n`] : texts);
    if (apply)
      return applyPlans(plans, {
        say: (text) => process.stderr.write(`${text}\n`),
        timesOf: () => times,
      });
    settled = plans.every(isSettled);
    return [];
  });
  if (exitCode && !settled) throw new ExitCode(PENDING);
}

/** Entries that end before they are looked at again would come and go. */
function refuseShortTimeout({ entryTimeout, interval }: SyncOptions): void {
  if (entryTimeout === undefined || entryTimeout >= 3 * interval) return;
  throw new ConfigurationError(
    "--entry-timeout",
    `must be at least 3 x --interval, ${3 * interval} s here, got ${entryTimeout}`,
  );
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,7}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
    return value;
  };
}
