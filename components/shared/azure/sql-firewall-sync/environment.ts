import { SQL_SYNC } from "../../../../core/contracts/azure/function-environment";
import { firewallSetting } from "../../../../core/contracts/azure/sql-sync";
import { type PceAddressTexts, pceAddressVariables } from "../../pce-variables";

/** App settings of the function app of *sql-sync*. Values are texts of the engine and are passed on without being read. */
export function sqlSyncSettings<Text>(values: {
  readonly pce: PceAddressTexts<Text>;
  /** `vaultUri` of the vault. */
  readonly vaultUrl: Text;
  readonly secretName: Text;
  readonly hostBlobUrl: Text;
  readonly schedule: Text;
  /** Cloud of Azure; the public one where it is left out. */
  readonly cloud?: Text | undefined;
  /** Texts of definitions. */
  readonly firewalls: readonly Text[];
  readonly bundleDigest: Text;
  /** Of the user-assigned identity. */
  readonly clientId: Text;
}): Record<string, Text> {
  const firewalls = values.firewalls.map((text, index) => [firewallSetting(index + 1), text] as const);
  return {
    ...pceAddressVariables(values.pce),
    [SQL_SYNC.pceSecretVaultUrl]: values.vaultUrl,
    [SQL_SYNC.pceSecretName]: values.secretName,
    [SQL_SYNC.hostBlobUrl]: values.hostBlobUrl,
    [SQL_SYNC.schedule]: values.schedule,
    ...(values.cloud === undefined ? {} : { [SQL_SYNC.cloud]: values.cloud }),
    ...Object.fromEntries(firewalls),
    [SQL_SYNC.bundleDigest]: values.bundleDigest,
    [SQL_SYNC.clientId]: values.clientId,
  };
}
