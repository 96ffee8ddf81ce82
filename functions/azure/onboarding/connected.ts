import type { TokenCredential } from "@azure/core-auth";
import { ArmClient } from "../../../clients/azure/arm-client";
import type { AzureCloud } from "../../../clients/azure/azure-cloud";
import { StorageCalls } from "../../../clients/azure/storage-calls";
import { TableRows } from "../../../clients/azure/table-rows";
import { PceClient } from "../../../clients/pce";
import type { SecretSource } from "../../../clients/secret-source";
import { HOST_ACCOUNT } from "../../../core/contracts/azure/host-account";
import {
  serviceNowCmdb,
  serviceNowConnectionFromSecret,
} from "../../../reconcilers/onboarding/cmdb/service-now";
import type { ServiceNowCmdb } from "../../../reconcilers/onboarding/cmdb/service-now-cmdb";
import { portsOf } from "../../../reconcilers/onboarding/connect";
import type { OnboardingPorts } from "../../../reconcilers/onboarding/ports";
import { TableRecords } from "../../../reconcilers/onboarding/records/table-records";
import { connectionFromSecret } from "../../shared/pce-secret";
import { checkPointFromSecret } from "./check-point-secret";
import { feedBlob } from "./feed";
import type { OnboardingAppSettings, SecretPlace } from "./settings";

export interface ConnectedServices {
  readonly credential: TokenCredential;
  /** The cloud of Azure that is worked in. */
  readonly cloud: () => Promise<AzureCloud>;
  readonly secretOf: (place: SecretPlace) => SecretSource;
}

/** Time for one call of Resource Manager with all its tries. */
const CALL_IN_SECONDS = 120;

/**
 * The systems of the run with this id. Secrets are read anew, so a key that was rotated counts from the next run on.
 *
 * @throws ConfigurationError when a secret cannot be read or used
 */
export async function connected(
  settings: OnboardingAppSettings,
  { credential, cloud, secretOf }: ConnectedServices,
  runId: string,
  signal: AbortSignal,
): Promise<{ readonly ports: OnboardingPorts; close(): Promise<void> }> {
  const { onboarding, checkPointSecret } = settings;
  const calls = new StorageCalls();
  const tableOf = (name: string) => new TableRows(settings.hostTableUrl, name, credential, calls);
  const table = tableOf(HOST_ACCOUNT.onboardingTable);
  const { azureTable } = onboarding.cmdb;
  const arm = new ArmClient({ cloud: await cloud(), credential, totalTimeoutInSeconds: CALL_IN_SECONDS });
  const pceSecret = secretOf(settings.pceSecret);
  const pce = new PceClient(
    connectionFromSecret(settings.pce, await pceSecret.read(signal), pceSecret.name),
    { signal },
  );
  const usesManagement = onboarding.checkPoint.mode === "static-objects" && checkPointSecret !== undefined;
  const checkPoint = usesManagement
    ? await checkPointFromSecret(onboarding.checkPoint, secretOf(checkPointSecret), signal)
    : undefined;
  const serviceNow = await serviceNowOf(settings, secretOf, signal);
  return {
    ports: portsOf(onboarding, {
      arm,
      pce,
      records: new TableRecords(table),
      runId,
      signal,
      table: azureTable?.table === undefined ? table : tableOf(azureTable.table),
      feed: feedBlob(settings, credential),
      ...(checkPoint && { checkPoint }),
      ...(serviceNow && { serviceNow }),
    }),
    close: async () => {
      await Promise.all([pce.close(), checkPoint?.close(), serviceNow?.close()]);
    },
  };
}

async function serviceNowOf(
  { onboarding, serviceNowSecret }: OnboardingAppSettings,
  secretOf: ConnectedServices["secretOf"],
  signal: AbortSignal,
): Promise<ServiceNowCmdb | undefined> {
  const { serviceNow } = onboarding.cmdb;
  if (serviceNow === undefined || serviceNowSecret === undefined) return undefined;
  const secret = secretOf(serviceNowSecret);
  const connection = serviceNowConnectionFromSecret(serviceNow, await secret.read(signal), secret.name);
  return serviceNowCmdb(serviceNow, connection);
}
