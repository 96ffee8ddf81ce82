import type { Sandbox } from "illumio-iac-sandbox";
import { HOST_ACCOUNT } from "../../../core/contracts/azure/host-account";
import { readRecordRow, type VmRecord } from "../../../core/onboarding";

/** What stands in the table of the app. */
export interface TableContent {
  readonly records: readonly VmRecord[];
  /** Rows of the CMDB, where it is the table of the app. */
  readonly cmdb: readonly Readonly<Record<string, unknown>>[];
}

/** Reads the table of an account, past its roles. */
export async function recordsOf(azure: Sandbox["azure"], account: string): Promise<TableContent> {
  const rows = await azure.storage.internal(account).entities(HOST_ACCOUNT.onboardingTable);
  const of = (partition: string) => rows.filter(({ PartitionKey }) => PartitionKey === partition);
  const records = of("vm").flatMap(({ RowKey, ...values }) => {
    const read = readRecordRow(String(RowKey), values);
    return "record" in read ? [read.record] : [];
  });
  return { records, cmdb: of("cmdb") };
}

/** Flags of the CMDB that are set, by machine; undefined for one without a record in it. */
export async function flagsOf(
  { azure }: Pick<Sandbox, "azure">,
  account: string,
): Promise<(record: VmRecord) => readonly string[] | undefined> {
  const { cmdb } = await recordsOf(azure, account);
  return ({ vmId }) => {
    const row = cmdb.find(({ RowKey }) => RowKey === vmId);
    return row && FLAGS.filter((flag) => row[flag] === true);
  };
}

/** In the order in which they are set. */
const FLAGS = ["venInstalled", "labelled", "firewallReady", "commissioned"] as const;
