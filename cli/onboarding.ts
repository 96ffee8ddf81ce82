import { Command } from "commander";
import { approveCommand } from "./onboarding/approve";
import { exportCommand } from "./onboarding/export";
import { retryCommand } from "./onboarding/retry";
import { runCommand } from "./onboarding/run";
import { statusCommand } from "./onboarding/status";
import type { WatchControl } from "./sync/run-watch";

/**
 * `illumio-iac onboarding`: new virtual machines of Azure that onboard themselves.
 *
 * @param control of `run` within another program
 */
export function onboardingCommand(control: WatchControl = {}): Command {
  const command = new Command("onboarding").description(
    "onboard new virtual machines of Azure: agent, labels, Check Point and CMDB; show where each stands",
  );
  for (const one of [runCommand(control), statusCommand(), retryCommand(), approveCommand(), exportCommand()])
    command.addCommand(one);
  return command.addHelpText("after", HELP);
}

const HELP = `
An onboarding is a file, which "onboarding export" writes of a stack with AzureVmOnboarding:

  name: azure-vms
  tableUrl: https://NAME.table.core.windows.net/
  scopes: [/subscriptions/62c42f1f-4916-4565-9d96-4bcb636bfa2c/resourceGroups/shop]
  ven: { pairingProfile: Azure VMs }
  labels:
    app: { tags: [app] }
    env: { tags: [env], values: { production: prod } }

Without a storage account, --records names a file instead of tableUrl, and cmdb: { jsonFile: { path: cmdb.json } } another.

The PCE is that of the ILLUMIO_PCE_… and ILLUMIO_API_KEY_… environment variables. Azure is reached as whoever the ARM_…
environment variables name, else as the Azure SDKs find it: environment, managed identity, az login. The administrator in
Check Point is that of the CHECK_POINT_… variables, and the user of ServiceNow that of the SERVICE_NOW_… variables.

Exit codes: 0 done, also when machines wait or have failed, 1 a system had no answer, a limit ended the run or the command
was wrong, 2 something would be written (run --plan --exit-code). status --exit-code: 1 when a machine has failed.`;
