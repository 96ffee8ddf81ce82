import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import { vaultAccessProblem } from "../../../shared/azure/function-app/access";
import { lookUp } from "../look-up";
import type { SecretSettings } from "./secret-settings";

/**
 * `vaultUri` of the vault with a secret, which has to know roles.
 *
 * @param block path of the secret's arguments
 */
export function vaultUri(
  name: string,
  block: string,
  secret: SecretSettings,
  parent: pulumi.ComponentResource,
): pulumi.Output<string> {
  if (secret.vaultUri !== undefined) return secret.vaultUri;
  const vault = lookUp(`${name}: ${block}.vaultId`, secret.vaultId, ({ name: vaultName, resourceGroup }) =>
    keyvault.getVault({ vaultName, resourceGroupName: resourceGroup }, { parent }),
  );
  return vault.apply(({ id, properties }) => {
    const problem = vaultAccessProblem({ id, enableRbacAuthorization: properties.enableRbacAuthorization });
    if (problem !== undefined) throw new pulumi.RunError(`${name}: ${block}.vaultId ${problem}`);
    return properties.vaultUri as string;
  });
}
