import { type Deployer, deployerCredential } from "../../clients/azure/deployer-credential";
import { StorageCalls } from "../../clients/azure/storage-calls";
import { TableRows } from "../../clients/azure/table-rows";
import type { Environment } from "../../clients/settings/settings";
import { HOST_ACCOUNT } from "../../core/contracts/azure/host-account";
import type { RecordStore } from "../../reconcilers/onboarding/ports";
import { TableRecords } from "../../reconcilers/onboarding/records/table-records";

/** The command line has no stack and therefore no stack configuration. */
const NO_CONFIGURATION = { get: () => undefined };

/** A table of the host account. @param name @default that of the records */
export function tableOf(
  tableUrl: string,
  { credential }: Deployer,
  name: string = HOST_ACCOUNT.onboardingTable,
): TableRows {
  return new TableRows(tableUrl, name, credential, new StorageCalls());
}

export function recordsOf(tableUrl: string, deployer: Deployer): RecordStore {
  return new TableRecords(tableOf(tableUrl, deployer));
}

/** @throws ConfigurationError when there is no such cloud; IllumioIacError when packages of Azure are missing */
export async function openTable(
  tableUrl: string,
  environment: Environment,
  of: string,
): Promise<RecordStore> {
  return recordsOf(tableUrl, await deployerCredential(NO_CONFIGURATION, environment, of));
}
