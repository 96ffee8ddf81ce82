import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startSandbox } from "illumio-iac-sandbox";
import { azurePluginDirectory } from "illumio-iac-sandbox/cloud-plugins";
import { PceClient } from "../../clients/pce";
import { isolatedPulumiEnvironment } from "../pulumi-cli";
import { playAzureHour, reportAzureHour } from "./azure-hour";
import { footprint } from "./footprint";
import { keepRunning } from "./keep-running";
import { drawMap } from "./map";
import type { KeepOptions } from "./options";
import { freeStackName, PulumiStack } from "./pulumi-stack";
import { runStack } from "./run-stack";
import { heading, say } from "./say";

const example = "azure-visibility";
const program = path.resolve(__dirname, "../../../examples", example);

/** What resources of the program use, and a new subscription is not registered for. */
const NAMESPACES = ["Microsoft.App", "Microsoft.Insights"];

/**
 * The flow logs of a virtual network in the PCE, from `pulumi preview` to `pulumi destroy`.
 *
 * @returns what is wrong with what was reported, and what is left behind
 * @throws Error when a step fails
 */
export async function azureChapter(pulumiBin: string, options: KeepOptions): Promise<readonly string[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  const startTime = Math.floor(Date.now() / 60_000) * 60_000;
  const sandbox = await startSandbox({ seed: options.seed, startTime });
  const { pce: pceServer, azure, azurePlaces } = sandbox;
  const pce = new PceClient({ ...pceServer });
  const environment = {
    ...isolatedPulumiEnvironment({
      directory,
      pulumiBin,
      pluginDirectories: [azurePluginDirectory()],
      pce: pceServer,
    }),
    ...azure.environment(),
    // For the az command line, where everything is left running.
    REQUESTS_CA_BUNDLE: azure.caFile,
  };
  const name = freeStackName(program);
  const stack = new PulumiStack({ bin: pulumiBin, program, environment, name });
  try {
    say(`   PCE ${pceServer.url} and Azure Resource Manager ${azure.armEndpoint}, both on this machine`);
    const { registrations } = azure.manager.context;
    for (const namespace of NAMESPACES) registrations.register(azure.subscriptionId, namespace);
    say(`   subscription ${azure.subscriptionId}, registered for ${NAMESPACES.join(" and ")}`);
    return await runStack({
      stack,
      config: {
        "azure-visibility:resourceGroup": azurePlaces.resourceGroupName,
        "azure-visibility:location": azure.location,
        "azure-visibility:virtualNetworkId": azurePlaces.virtualNetworkId,
        "azure-visibility:vaultId": azurePlaces.pceSecretVaultId,
        "azure-visibility:pceSecretName": azurePlaces.pceSecretName,
      },
      footprint: () => footprint(pce, azure),
      place: "subscription",
      use: async () => {
        heading(`${options.minutes} minutes of a three-tier application`);
        const hour = await playAzureHour(sandbox, pce, options);
        reportAzureHour(hour, await drawMap(sandbox.pce.store, "azure-map.svg"));
        return hour.problems;
      },
      beforeDestroy: async () => {
        if (!options.keep) return;
        const place = "subscription";
        await keepRunning({ pce: pceServer, cloud: azure, place, environment, stack: name, example });
      },
    });
  } finally {
    stack.forget();
    await pce.close();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
