import * as managedidentity from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";
import { VNET_FLOW_LOG_CHILDREN as CHILDREN } from "../../shared/azure/vnet-flow-logs-to-pce/children";
import { lookUp } from "./look-up";
import type { VnetFlowLogSettings } from "./vnet-flow-log-settings";

/** The user-assigned identity as which the function works. */
export interface DrainIdentity {
  readonly id: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;
}

export function drainIdentity(
  name: string,
  { identityId, resourceGroupName, location, tags }: VnetFlowLogSettings,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.ComponentResource },
): DrainIdentity {
  if (identityId === undefined)
    return new managedidentity.UserAssignedIdentity(
      `${name}-${CHILDREN.identity}`,
      { resourceGroupName, location, tags },
      opts,
    );
  const found = lookUp(`${name}: identityId`, identityId, ({ name: resourceName, resourceGroup }) =>
    managedidentity.getUserAssignedIdentity(
      { resourceName, resourceGroupName: resourceGroup },
      { parent: opts.parent },
    ),
  );
  return { id: identityId, clientId: found.clientId, principalId: found.principalId };
}
