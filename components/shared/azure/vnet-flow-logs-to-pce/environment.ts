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

/**
 * App settings with which the Functions host itself reaches its account and Application Insights, by the identity of the
 * app. There is none for the language: Flex Consumption refuses `FUNCTIONS_WORKER_RUNTIME`.
 *
 * @see Azure Functions documentation, "Connecting to host storage with an identity"
 */
export function hostSettings<Text>(values: {
  readonly host: { readonly blob: Text; readonly queue: Text; readonly table: Text };
  readonly clientId: Text;
  readonly connectionString: Text;
  /** See `telemetryAuthentication`. */
  readonly telemetryAuthentication: Text;
  /** `managedidentity` as a text of the engine. */
  readonly managedIdentity: Text;
}): Record<string, Text> {
  return {
    AzureWebJobsStorage__blobServiceUri: values.host.blob,
    AzureWebJobsStorage__queueServiceUri: values.host.queue,
    AzureWebJobsStorage__tableServiceUri: values.host.table,
    AzureWebJobsStorage__credential: values.managedIdentity,
    AzureWebJobsStorage__clientId: values.clientId,
    APPLICATIONINSIGHTS_CONNECTION_STRING: values.connectionString,
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: values.telemetryAuthentication,
  };
}

/** Traces are sent as the user-assigned identity, not with the key of the connection string. */
export function telemetryAuthentication(clientId: string): string {
  return `ClientId=${clientId};Authorization=AAD`;
}
