import { randomUUID } from "node:crypto";
import { ArmClient } from "../../clients/azure/arm-client";
import { type Deployer, deployerCredential } from "../../clients/azure/deployer-credential";
import { answerLimits } from "../../clients/http/answer-limits";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import type { Environment } from "../../clients/settings/settings";
import { ConfigurationError } from "../../core/errors";
import type { OnboardingSettings } from "../../core/onboarding";
import { withPackages } from "../../core/optional-packages";
import { serviceNowCmdb, serviceNowConnectionOf } from "../../reconcilers/onboarding/cmdb/service-now";
import { type OnboardingSystems, portsOf } from "../../reconcilers/onboarding/connect";
import type { OnboardingPorts } from "../../reconcilers/onboarding/ports";
import { FileRecords } from "../../reconcilers/onboarding/records/file-records";
import { checkPointFromEnvironment } from "./check-point";
import { loadTable, type Place, refuseMissingFolder, TABLE_PACKAGES } from "./records-place";

/** The systems of one run. */
export interface Connected {
  readonly ports: OnboardingPorts;
  /** Id of the run. */
  readonly runId: string;
  close(): Promise<void>;
}

/** The command line has no stack and therefore no stack configuration. */
const NO_CONFIGURATION = { get: () => undefined };

/**
 * The systems that the environment gives access to, for one run.
 *
 * @throws ConfigurationError when settings are missing or cannot work, or when there is no identity of Azure;
 *   IllumioIacError when packages of Azure are missing
 */
export async function connectSystems(
  settings: OnboardingSettings,
  place: Place,
  environment: Environment,
): Promise<Connected> {
  refuseUnreachable(settings, place);
  const connection = pceConnectionFromEnvironment(environment);
  const { of } = TABLE_PACKAGES;
  const deployer = await deployerCredential(NO_CONFIGURATION, environment, of);
  // Without an identity nothing can be done, and the error says it better than a problem of a run. The token is kept.
  await deployer.credential.getToken(`${deployer.cloud.audience}/.default`);
  const arm = new ArmClient({ ...deployer, of });
  const { checkPoint, cmdb } = settings;
  const instance = cmdb.serviceNow && serviceNowConnectionOf(cmdb.serviceNow, environment);
  const management =
    checkPoint.mode === "static-objects" ? checkPointFromEnvironment(checkPoint, environment) : undefined;
  const pce = new PceClient(connection, answerLimits(environment));
  const serviceNow = cmdb.serviceNow && serviceNowCmdb(cmdb.serviceNow, instance!);
  const close = async () => {
    await Promise.all([pce.close(), management?.close(), serviceNow?.close()]);
  };
  const runId = randomUUID();
  try {
    const ports = portsOf(settings, {
      arm,
      pce,
      runId,
      ...storage(settings, place, deployer),
      ...(management && { checkPoint: management }),
      ...(serviceNow && { serviceNow }),
    });
    return { ports, runId, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Records, CMDB and feed, where they are kept in an account of Azure, or in a file. */
function storage(
  { cmdb, checkPoint }: OnboardingSettings,
  place: Place,
  deployer: Deployer,
): Pick<OnboardingSystems, "records" | "table" | "feed"> {
  if ("records" in place) return { records: new FileRecords(place.records) };
  const { recordsOf, tableOf } = loadTable();
  const table = cmdb.azureTable && tableOf(place.tableUrl, deployer, cmdb.azureTable.table);
  const feed = checkPoint.mode === "generic-data-center" && loadFeed().feedOf(place.tableUrl, deployer);
  return {
    records: recordsOf(place.tableUrl, deployer),
    ...(table && { table }),
    ...(feed && { feed }),
  };
}

function loadFeed(): typeof import("./feed") {
  const needs = { ...TABLE_PACKAGES, packages: ["@azure/storage-blob"] };
  return withPackages(needs, () => require("./feed") as typeof import("./feed"));
}

/** @throws ConfigurationError for systems that this command cannot reach */
function refuseUnreachable({ cmdb, checkPoint }: OnboardingSettings, place: Place): void {
  if ("tableUrl" in place) return;
  refuseMissingFolder(place.records);
  if (cmdb.azureTable !== undefined)
    throw new ConfigurationError(
      "cmdb.azureTable",
      'needs --table-url (a table is the CMDB by default); with --records, name a file: cmdb: { jsonFile: { path: "cmdb.json" } }',
    );
  if (checkPoint.mode === "generic-data-center")
    throw new ConfigurationError(
      "checkPoint.mode",
      "generic-data-center needs --table-url: the feed is kept in the account of the function app that serves it",
    );
}
