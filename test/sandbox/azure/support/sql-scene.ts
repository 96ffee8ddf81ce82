import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { ArmClient } from "./arm-client";

/** A cloud with the SQL server `orders` in the group `rg`, and a network whose subnet `sql` has the service endpoint. */
export interface SqlScene {
  readonly cloud: AzureCloud;
  readonly arm: ArmClient;
  readonly place: {
    readonly subscriptionId: string;
    readonly resourceGroupName: string;
    readonly serverName: string;
  };
  readonly serverId: string;
  /** Id of the subnet `sql`, or of `plain`, which has no service endpoint. */
  subnetId(name?: string): string;
  /** Names of the rules that stand in the table. */
  names(type?: "firewallRules" | "virtualNetworkRules"): string[];
  close(): Promise<void>;
}

export async function sqlScene(): Promise<SqlScene> {
  const cloud = await startAzureCloud({ registered: ["Microsoft.Sql"] });
  const arm = new ArmClient(cloud);
  const serverId = arm.id("Microsoft.Sql/servers/orders");
  const network = arm.id("Microsoft.Network/virtualNetworks/shop");
  await arm.group();
  await arm.put(serverId, {
    location: "westeurope",
    properties: { administratorLogin: "dba", administratorLoginPassword: "Correct-Horse-1" },
  });
  await arm.put(network, {
    location: "westeurope",
    properties: {
      addressSpace: { addressPrefixes: ["10.7.0.0/16"] },
      subnets: [
        { name: "plain", properties: { addressPrefix: "10.7.1.0/24" } },
        {
          name: "sql",
          properties: { addressPrefix: "10.7.2.0/24", serviceEndpoints: [{ service: "Microsoft.Sql" }] },
        },
      ],
    },
  });
  return {
    cloud,
    arm,
    place: { subscriptionId: cloud.subscriptionId, resourceGroupName: "rg", serverName: "orders" },
    serverId,
    subnetId: (name = "sql") => `${network}/subnets/${name}`,
    names: (type = "firewallRules") =>
      cloud.resources.list(`Microsoft.Sql/servers/${type}`).map(({ name }) => name),
    close: async () => {
      await arm.close();
      await cloud.close();
    },
  };
}
