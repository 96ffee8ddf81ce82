import { ONBOARDING } from "../../../../core/contracts/azure/function-environment";
import { type PceAddressTexts, pceAddressVariables } from "../../pce-variables";

/** Where the function reads a secret. */
export interface SecretTexts<Text> {
  /** `vaultUri` of the vault. */
  readonly vaultUrl: Text;
  readonly name: Text;
}

/** App settings of the function app of *onboarding*. Values are texts of the engine and are passed on without being read. */
export function onboardingSettings<Text>(values: {
  readonly pce: PceAddressTexts<Text>;
  readonly pceSecret: SecretTexts<Text>;
  readonly host: { readonly blob: Text; readonly table: Text };
  readonly schedule: Text;
  /** Cloud of Azure; the public one where it is left out. */
  readonly cloud?: Text | undefined;
  /** Text of the definition. */
  readonly definition: Text;
  readonly checkPointSecret?: SecretTexts<Text> | undefined;
  readonly serviceNowSecret?: SecretTexts<Text> | undefined;
  readonly bundleDigest: Text;
  /** Of the user-assigned identity. */
  readonly clientId: Text;
}): Record<string, Text> {
  const { checkPointSecret, serviceNowSecret } = values;
  return {
    ...pceAddressVariables(values.pce),
    [ONBOARDING.pceSecretVaultUrl]: values.pceSecret.vaultUrl,
    [ONBOARDING.pceSecretName]: values.pceSecret.name,
    [ONBOARDING.hostBlobUrl]: values.host.blob,
    [ONBOARDING.hostTableUrl]: values.host.table,
    [ONBOARDING.schedule]: values.schedule,
    ...(values.cloud === undefined ? {} : { [ONBOARDING.cloud]: values.cloud }),
    [ONBOARDING.definition]: values.definition,
    ...(checkPointSecret && {
      [ONBOARDING.checkPointSecretVaultUrl]: checkPointSecret.vaultUrl,
      [ONBOARDING.checkPointSecretName]: checkPointSecret.name,
    }),
    ...(serviceNowSecret && {
      [ONBOARDING.serviceNowSecretVaultUrl]: serviceNowSecret.vaultUrl,
      [ONBOARDING.serviceNowSecretName]: serviceNowSecret.name,
    }),
    [ONBOARDING.bundleDigest]: values.bundleDigest,
    [ONBOARDING.clientId]: values.clientId,
  };
}
