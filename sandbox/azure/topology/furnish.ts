import { PLATFORM } from "../arm/resource-manager";
import type { AzureCloud } from "../azure-cloud";
import { PLACES } from "./place-topology";

/** What stands in a new sandbox for programs to use. */
export interface AzurePlaces {
  /** An empty group to deploy into. */
  readonly resourceGroupName: string;
  /** The network of the application. */
  readonly virtualNetworkId: string;
  /** Its subnet for function apps, delegated to `Microsoft.App/environments`. */
  readonly functionSubnetId: string;
  /** Its subnet for private endpoints. */
  readonly endpointSubnetId: string;
  /** The Key Vault with the PCE's API key and CA, as the *drain* function reads it. */
  readonly pceSecretVaultId: string;
  readonly pceSecretName: string;
}

/** Makes the group and the vault, and says where the networks of the topology are. */
export async function furnish(cloud: AzureCloud, pceSecret: object): Promise<AzurePlaces> {
  const { manager, location, subscriptionId, tenantId } = cloud;
  const group = (name: string) => `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
  const [resourceGroupName, secrets, pceSecretName] = ["illumio", "secrets", "illumio-pce"];
  for (const name of [resourceGroupName, secrets]) await manager.put(group(name), { location }, PLATFORM);
  const vault = await manager.put(
    `${group(secrets)}/providers/Microsoft.KeyVault/vaults/sandbox-${subscriptionId.slice(0, 8)}`,
    {
      location,
      properties: { tenantId, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
    },
    PLATFORM,
  );
  const value = JSON.stringify(pceSecret);
  await manager.put(`${vault.id}/secrets/${pceSecretName}`, { properties: { value } }, PLATFORM);
  const network = cloud.topology?.vpcs[0]?.name ?? "none";
  const virtualNetworkId = `${group(PLACES.resourceGroup)}/providers/Microsoft.Network/virtualNetworks/${network}`;
  return {
    resourceGroupName,
    virtualNetworkId,
    functionSubnetId: `${virtualNetworkId}/subnets/${PLACES.functions}`,
    endpointSubnetId: `${virtualNetworkId}/subnets/${PLACES.endpoints}`,
    pceSecretVaultId: vault.id,
    pceSecretName,
  };
}
