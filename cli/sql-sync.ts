import { Command } from "commander";
import { planJson, planText } from "../core/sql-firewall";
import { applyPlans, isSettled, withPlans } from "../reconcilers/sql-firewall/apply/run";
import { ExitCode } from "./exit-code";
import { jsonLines, print, say } from "./output";
import { claimCommand } from "./sql-sync/claim";
import { exportCommand } from "./sql-sync/export";
import { addFirewallOptions, type FirewallOptions, readFirewalls } from "./sql-sync/firewall-options";
import { releaseCommand } from "./sql-sync/release";
import { watchFirewalls } from "./sql-sync/watch-firewalls";
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

/** Default seconds between two full comparisons of `--watch`, which also follows events. */
const INTERVAL = 600;

const WORDS: SyncWords = {
  intervals: `default: ${INTERVAL}`,
  json: "everything that is admitted",
};

interface SqlSyncOptions extends FirewallOptions, SyncOptions {}

/**
 * `illumio-iac sql-sync`: firewalls of Azure SQL servers that follow the active policy of the PCE.
 *
 * @param control of `--watch` within another program
 */
export function sqlSyncCommand(control: WatchControl = {}): Command {
  const command = new Command("sql-sync").description(
    "keep the firewalls of Azure SQL servers equal to what the active policy of the PCE says",
  );
  addModeOptions(addFirewallOptions(command), WORDS);
  return addReportOptions(command, WORDS)
    .addHelpText("after", HELP)
    .action((options: SqlSyncOptions) => sync(options, command, control))
    .addCommand(claimCommand())
    .addCommand(releaseCommand())
    .addCommand(exportCommand());
}

const HELP = `
A firewall owns the rules whose names begin with its own and touches no other:

  owner: data-team
  firewalls:
    orders-db:                             # rules illumio-iac.orders-db.…
      server: { subscriptionId: …, resourceGroupName: shop, serverName: orders }
      provider: { labels: { role: { anyOf: [db] }, app: { anyOf: [orders] } } }
      egress:
        office: { privateRanges: [10.8.0.0/16], publicRanges: [20.50.1.7] }

The PCE is that of the ILLUMIO_PCE_… and ILLUMIO_API_KEY_… environment variables; the key needs a role that may read
rule sets, for example Global Read Only. Azure is reached as whoever the ARM_… environment variables name, else as the
Azure SDKs find it: environment, managed identity, az login.

Exit codes: 0 in sync or applied, 1 something failed, 2 changes are pending (--plan --exit-code).`;

async function sync(options: SqlSyncOptions, command: Command, control: WatchControl): Promise<void> {
  const { apply, watch: watching, exitCode, json, interval = INTERVAL } = options;
  refuseModes(command);
  if (watching) return watchFirewalls({ ...options, interval }, control);
  let settled = true;
  const firewalls = withRemovalLimit(readFirewalls(options), options.maxRemovedShare);
  await withPlans(firewalls, process.env, async (plans) => {
    await print(json ? jsonLines(plans.map(planJson)) : plans.flatMap(planText));
    if (apply) return applyPlans(plans, { say });
    settled = plans.every(isSettled);
    return [];
  });
  if (exitCode && !settled) throw new ExitCode(PENDING);
}
