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
