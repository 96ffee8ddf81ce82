import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import { vaultAccessProblem } from "../../../shared/azure/function-app/access";
import { lookUp } from "../look-up";
import type { FunctionAppSettings } from "./function-app-settings";

/** `vaultUri` of the vault with the PCE secret, which has to know roles. */
export function vaultUri(
  name: string,
  { secret }: FunctionAppSettings,
  parent: pulumi.ComponentResource,
): pulumi.Output<string> {
  if (secret.vaultUri !== undefined) return secret.vaultUri;
  const vault = lookUp(`${name}: pce.secret.vaultId`, secret.vaultId, ({ name: vaultName, resourceGroup }) =>
    keyvault.getVault({ vaultName, resourceGroupName: resourceGroup }, { parent }),
  );
  return vault.apply(({ id, properties }) => {
    const problem = vaultAccessProblem({ id, enableRbacAuthorization: properties.enableRbacAuthorization });
    if (problem !== undefined) throw new pulumi.RunError(`${name}: pce.secret.vaultId ${problem}`);
    return properties.vaultUri as string;
  });
}
