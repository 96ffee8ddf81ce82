import { readFileSync } from "node:fs";
import tls from "node:tls";
import { ArmClient } from "../../../../clients/azure/arm-client";
import { ResourceGraph } from "../../../../clients/azure/resource-graph";
import { RunCommands } from "../../../../clients/azure/run-commands";
import { VirtualMachines } from "../../../../clients/azure/virtual-machines";
import type { AzureCloudOptions } from "../../../../sandbox/azure/azure-cloud";
import { type PlacedVm, placeVm } from "../../../../sandbox/azure/compute/place-vm";
import { type ComputeScene, computeScene } from "../../../sandbox/azure/support/compute-scene";

export interface AzureScene extends ComputeScene {
  /** Clients of this package, of a principal or of the deployer; of another Resource Manager where one is given. */
  clients(
    principalId?: string,
    resourceManager?: string,
  ): {
    readonly arm: ArmClient;
    readonly graph: ResourceGraph;
    readonly machines: VirtualMachines;
    readonly commands: RunCommands;
  };
  /** @returns the machine's id */
  place(name: string, more?: Partial<PlacedVm>): Promise<string>;
  /** The `vmId` of a machine by its id. */
  vmIdOf(id: string): string;
}

/** The simulated Azure with clients of this package, whose process trusts its certificate until it is closed. */
export async function azureScene(options: AzureCloudOptions = {}): Promise<AzureScene> {
  const scene = await computeScene(options);
  const { cloud } = scene;
  const trusted = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...trusted, readFileSync(cloud.caFile, "utf8")]);
  return {
    ...scene,
    clients: (principalId = cloud.access.deployer.objectId, resourceManager = cloud.armEndpoint) => {
      const arm = new ArmClient({
        cloud: { resourceManager, audience: "https://management.azure.com" },
        credential: {
          getToken: async () => {
            const { token, expiresOn } = cloud.access.issue(principalId, "https://management.azure.com");
            return { token, expiresOnTimestamp: expiresOn * 1000 };
          },
        },
      });
      return {
        arm,
        graph: new ResourceGraph(arm),
        machines: new VirtualMachines(arm),
        commands: new RunCommands(arm),
      };
    },
    place: (name, more = {}) => placeVm(cloud, { name, resourceGroup: "Shop", ...more }),
    vmIdOf: (id) => String(cloud.resources.get(id)?.properties["vmId"]),
    close: async () => {
      tls.setDefaultCACertificates(trusted);
      await scene.close();
    },
  };
}
