import { FLOW_UPLOAD, PCE_ADDRESS } from "../function-environment";

/** App settings of every function. A component writes them, the function reads them. */
export const FUNCTION_APP = {
  ...PCE_ADDRESS,
  /** `vaultUri` of the Key Vault that keeps the PCE secret, for example `https://shop.vault.azure.net/`. */
  pceSecretVaultUrl: "ILLUMIO_PCE_SECRET_VAULT_URL",
  /** Name of the secret `{"apiKeyUsername","apiKeySecret","caCertificate"?}`; its latest version is read. */
  pceSecretName: "ILLUMIO_PCE_SECRET_NAME",
  /** Blob endpoint of the host account (`primaryEndpoints.blob`). */
  hostBlobUrl: "ILLUMIO_HOST_BLOB_URL",
  /** `bundleDigest` of the code that the component expects to run. */
  bundleDigest: "ILLUMIO_BUNDLE_DIGEST",
  /** Client id of the user-assigned identity; a name of the Azure SDKs. */
  clientId: "AZURE_CLIENT_ID",
} as const;

/** App settings of the *drain* function. */
export const DRAIN = {
  ...FUNCTION_APP,
  /** Calls per minute that the function may make to the PCE. Default 400. */
  callsPerMinute: FLOW_UPLOAD.callsPerMinute,
  /** Blob endpoint of the account that the flow logs are written into (`primaryEndpoints.blob`). */
  flowLogBlobUrl: "ILLUMIO_FLOW_LOG_BLOB_URL",
  /** Other endpoints of the host account (`primaryEndpoints`). */
  hostQueueUrl: "ILLUMIO_HOST_QUEUE_URL",
  hostTableUrl: "ILLUMIO_HOST_TABLE_URL",
  /** `true` reports denied traffic too. Default `false`. */
  includeRejected: "ILLUMIO_INCLUDE_REJECTED",
  /** `true` also reads the logs of network security groups in the same account. Default `false`. */
  nsgLogs: "ILLUMIO_NSG_LOGS",
  /**
   * Time in UTC, for example `2026-11-20T06:00:00Z`: the hour with which a first deployment begins. Without it the
   * current hour. After the first drain it says nothing any more.
   */
  startFrom: "ILLUMIO_START_FROM",
  /** Days for which the account keeps blobs, after which a checkpoint can be forgotten. Default 7, at least 2. */
  blobRetentionDays: "ILLUMIO_BLOB_RETENTION_DAYS",
} as const;

/** App settings of the *sql-sync* function. */
export const SQL_SYNC = {
  ...FUNCTION_APP,
  /** Cron expression of six fields. The trigger of the function names it, so that the host reads it. */
  schedule: "ILLUMIO_SYNC_SCHEDULE",
  /** Cloud of Azure: `public` (default), `usgovernment` or `china`. */
  cloud: "AZURE_ENVIRONMENT",
  /** Beginning of the settings that hold the definitions, one each, as JSON: `ILLUMIO_SQL_FIREWALL_1` and so on. */
  firewallPrefix: "ILLUMIO_SQL_FIREWALL_",
} as const;

/** App settings of the *onboarding* function. */
export const ONBOARDING = {
  ...FUNCTION_APP,
  /** Cron expression of six fields. The trigger of the function names it, so that the host reads it. */
  schedule: "ILLUMIO_ONBOARDING_SCHEDULE",
  /** Cloud of Azure: `public` (default), `usgovernment` or `china`. */
  cloud: "AZURE_ENVIRONMENT",
  /** What is onboarded, and how, as JSON. */
  definition: "ILLUMIO_ONBOARDING_DEFINITION",
  /** Table endpoint of the host account (`primaryEndpoints.table`). */
  hostTableUrl: "ILLUMIO_HOST_TABLE_URL",
  /** Vault and name of the secret of the Check Point administrator, or of the key of the feed that gateways read. */
  checkPointSecretVaultUrl: "ILLUMIO_CHECK_POINT_SECRET_VAULT_URL",
  checkPointSecretName: "ILLUMIO_CHECK_POINT_SECRET_NAME",
  /** Vault and name of the secret of the ServiceNow user. */
  serviceNowSecretVaultUrl: "ILLUMIO_SERVICE_NOW_SECRET_VAULT_URL",
  serviceNowSecretName: "ILLUMIO_SERVICE_NOW_SECRET_NAME",
} as const;
