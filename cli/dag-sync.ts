import { Command, InvalidArgumentError } from "commander";
import { ConfigurationError } from "../core/errors";
import { planJson, planText } from "../dynamic-providers/panos/plan-text";
import { addBindingOptions, type BindingOptions, readBindings, sourceOf } from "./dag-sync/binding-options";
import { claimCommand } from "./dag-sync/claim";
import { commitCommand } from "./dag-sync/commit";
import { exportCommand } from "./dag-sync/export";
import { applyPlans, isSettled, withPlans } from "./dag-sync/run";
import { watch } from "./dag-sync/watch";
import { ExitCode } from "./exit-code";
import { writeAll } from "./write-all";

/** Exit code of `--plan --exit-code` when something would be written. */
const PENDING = 2;

interface SyncOptions extends BindingOptions {
  readonly plan?: boolean;
  readonly apply?: boolean;
  readonly watch?: boolean;
  readonly interval: number;
  readonly exitCode?: boolean;
  readonly json?: boolean;
}

/** `illumio-iac dag-sync`: registered addresses of Palo Alto firewalls that follow labels of the PCE. */
export function dagSyncCommand(): Command {
  const command = new Command("dag-sync").description(
    "keep the registered addresses of Palo Alto firewalls equal to what labels in the PCE say",
  );
  return addBindingOptions(command)
    .option("--plan", "print what would change and write nothing (the default)")
    .option("--apply", "write it")
    .option("--watch", "write it now and again every --interval seconds, until a signal")
    .option("--interval <seconds>", "how often --watch looks, 1 to 86400", seconds, 60)
    .option("--exit-code", "with --plan: exit with 2 when something would change")
    .option("--json", "print plain data instead of text, with all members")
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
  const { plan, apply, watch: watching, interval, exitCode, json } = options;
  if (Number(plan ?? false) + Number(apply ?? false) + Number(watching ?? false) > 1)
    throw new ConfigurationError("dag-sync", "--plan, --apply and --watch exclude each other");
  const say = (text: string) => process.stderr.write(`${text}\n`);
  if (watching) return watchBindings(options, interval, say);
  await withPlans(readBindings(options), process.env, async (plans) => {
    const lines = json ? [`${JSON.stringify(plans.map(planJson), undefined, 2)}\n`] : plans.map(planText);
    await writeAll(process.stdout, lines);
    if (apply) return applyPlans(plans, say);
    if (exitCode && !plans.every(isSettled)) throw new ExitCode(PENDING);
  });
}

/** The file is read at every run, so a change counts once it is claimed. */
async function watchBindings(
  options: BindingOptions,
  interval: number,
  say: (text: string) => void,
): Promise<void> {
  readBindings(options); // what is wrong with it at the start is an error and not a reason to wait
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, onSignal);
  const run = () => withPlans(readBindings(options), process.env, (plans) => applyPlans(plans, say));
  say(`watching ${sourceOf(options)}, every ${interval} s`);
  await watch(run, { intervalInSeconds: interval, signal: stop.signal, say });
  say("stopped");
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1 || value > 86_400)
    throw new InvalidArgumentError("Write a whole number from 1 to 86400.");
  return value;
}
