import type * as pulumi from "@pulumi/pulumi";
import * as rules from "../../../shared/azure/function-app/arguments";
import { endpoint } from "../../../shared/azure/rules";
import type { ArgCheck, ArgNames } from "../../arg-check";
import { given, lookedUp } from "./given";
import type { PceSecretArgs } from "./pce-args";

const SECRET: ArgNames<PceSecretArgs> = { vaultId: true, name: true, vaultUri: true };

export type SecretSettings = ReturnType<ReturnType<typeof secretSettings>>;

/**
 * A secret in a Key Vault, with every value checked. None is repeated: somebody may put the secret itself here.
 *
 * @param path of the block
 * @returns the settings, once no problem was found; its parameter is the subscription of the provider
 */
export function secretSettings(check: ArgCheck, path: string, args: PceSecretArgs | undefined) {
  check.block(path, args, SECRET, { isSecret: true });
  const secret = check.readAll(args, rules.PCE_SECRET_ARGUMENTS, path);
  const vaultUri = given(check, `${path}.vaultUri`, args?.vaultUri, rules.unsaid(endpoint()));
  return (subscriptionId: pulumi.Output<string>) => {
    const { vaultId } = secret;
    const lookUp = () =>
      lookedUp(
        check,
        `${path}.vaultId`,
        { given: args?.vaultId, read: vaultId },
        subscriptionId,
        "say its vaultUri too",
      );
    return { ...secret, vaultUri, vaultId: vaultUri === undefined ? lookUp() : vaultId };
  };
}
