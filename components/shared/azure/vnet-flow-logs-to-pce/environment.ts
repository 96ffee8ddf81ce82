import { DRAIN } from "../../../../core/contracts/azure/function-environment";
import { type PceAddressTexts, pceAddressVariables } from "../../pce-variables";

/** App settings of the function app of *drain*. Values are texts of the engine and are passed on without being read. */
export function drainSettings<Text>(values: {
  readonly pce: PceAddressTexts<Text>;
  /** `vaultUri` of the vault. */
  readonly vaultUrl: Text;
  readonly secretName: Text;
  readonly flowLogBlobUrl: Text;
  readonly host: { readonly blob: Text; readonly queue: Text; readonly table: Text };
  readonly callsPerMinute: Text;
  /** `true` or `false`. */
  readonly includeRejected: Text;
  readonly nsgLogs: Text;
  readonly startFrom?: Text | undefined;
  readonly blobRetentionDays: Text;
  readonly bundleDigest: Text;
  /** Of the user-assigned identity. */
  readonly clientId: Text;
}): Record<string, Text> {
  return {
    ...pceAddressVariables(values.pce),
    [DRAIN.pceSecretVaultUrl]: values.vaultUrl,
    [DRAIN.pceSecretName]: values.secretName,
    [DRAIN.flowLogBlobUrl]: values.flowLogBlobUrl,
    [DRAIN.hostBlobUrl]: values.host.blob,
    [DRAIN.hostQueueUrl]: values.host.queue,
    [DRAIN.hostTableUrl]: values.host.table,
    [DRAIN.callsPerMinute]: values.callsPerMinute,
    [DRAIN.includeRejected]: values.includeRejected,
    [DRAIN.nsgLogs]: values.nsgLogs,
    ...(values.startFrom === undefined ? {} : { [DRAIN.startFrom]: values.startFrom }),
    [DRAIN.blobRetentionDays]: values.blobRetentionDays,
    [DRAIN.bundleDigest]: values.bundleDigest,
    [DRAIN.clientId]: values.clientId,
  };
}
