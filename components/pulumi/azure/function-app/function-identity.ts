import * as managedidentity from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";
import { lookUp } from "../look-up";
import type { FunctionAppSettings } from "./function-app-settings";

/** The user-assigned identity as which a function works. */
export interface FunctionIdentity {
  readonly id: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;
}

/**
 * The identity that was given, or one that is made.
 *
 * @param child what the identity is called behind the name of the component
 */
export function functionIdentity(
  name: string,
  child: string,
  { identityId, resourceGroupName, location, tags }: FunctionAppSettings,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.ComponentResource },
): FunctionIdentity {
  if (identityId === undefined)
    return new managedidentity.UserAssignedIdentity(
      `${name}-${child}`,
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
