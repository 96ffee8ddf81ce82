import { readFileSync } from "node:fs";
import { ComputeManagementClient } from "@azure/arm-compute";
import { ResourceGraphClient } from "@azure/arm-resourcegraph";
import {
  type AzureCloud,
  type AzureCloudOptions,
  startAzureCloud,
} from "../../../../sandbox/azure/azure-cloud";
import { ArmClient } from "./arm-client";

export const OTHER_SUBSCRIPTION = "11111111-2222-4333-8444-555555555555";

/** A tenant with two subscriptions, and Azure's own clients for it. */
export interface ComputeScene {
  readonly cloud: AzureCloud;
  readonly arm: ArmClient;
  /** Of a principal, the deployer without one. */
  compute(principalId?: string): ComputeManagementClient;
  graph(principalId?: string): ResourceGraphClient;
  /** A principal with a role at a scope. */
  principal(name: string, roleId: string, scope: string): Promise<string>;
  close(): Promise<void>;
}

export const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

export async function computeScene(options: AzureCloudOptions = {}): Promise<ComputeScene> {
  const cloud = await startAzureCloud({ otherSubscriptionIds: [OTHER_SUBSCRIPTION], ...options });
  const arm = new ArmClient(cloud);
  await arm.group();
  const credential = (principalId = cloud.access.deployer.objectId) => ({
    getToken: async () => {
      const { token, expiresOn } = cloud.access.issue(principalId, "https://management.azure.com");
      return { token, expiresOnTimestamp: expiresOn * 1000 };
    },
  });
  const settings = {
    endpoint: cloud.armEndpoint,
    tlsOptions: { ca: readFileSync(cloud.caFile, "utf8") },
    retryOptions: { maxRetries: 0 },
  };
  let assignments = 0;
  return {
    cloud,
    arm,
    compute: (principalId) =>
      new ComputeManagementClient(credential(principalId), cloud.subscriptionId, settings),
    graph: (principalId) => new ResourceGraphClient(credential(principalId), settings),
    principal: async (name, roleId, scope) => {
      const identity = await arm.put(arm.id(`Microsoft.ManagedIdentity/userAssignedIdentities/${name}`), {
        location: "westeurope",
      });
      const { principalId } = identity.properties;
      cloud.manager.context.directory.delayInMs = 0;
      assignments += 1;
      const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000000${assignments}`;
      const roleDefinitionId = `${scope}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
      await arm.put(id, { properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } });
      return principalId;
    },
    close: async () => {
      await arm.close();
      await cloud.close();
    },
  };
}

/** Everything that an iterator of pages gives. */
export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const entries: T[] = [];
  for await (const entry of pages) entries.push(entry);
  return entries;
}

/** Status and code of a refusal. */
export const refused = (call: PromiseLike<unknown>): PromiseLike<string> =>
  call.then(
    () => "nothing",
    (error: { statusCode?: number; code?: string }) => `${error.statusCode} ${error.code}`,
  );
