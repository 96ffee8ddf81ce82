import { Checks } from "../../../../core/checks";
import { checkOnboarding, type ServiceNowSettings } from "../../../../core/onboarding";
import { ServiceNowCmdb } from "../../../../reconcilers/onboarding/cmdb/service-now-cmdb";
import type { ServiceNowSimulator } from "../../../../sandbox/service-now";
import { clientOf, connectionTo, FLAG_COLUMNS } from "../../../clients/service-now/fixtures";
import { DEFINITION } from "../world";

export const TABLE = "cmdb_ci_server";

/** Settings with their defaults, as a definition gives them. */
export function settingsOf(changes: object = {}): ServiceNowSettings {
  const serviceNow = {
    instance: "127.0.0.1",
    dataSource: "IllumioIaC",
    flags: FLAG_COLUMNS,
    ...changes,
  };
  const checks = Checks.start();
  const settings = checkOnboarding({ ...DEFINITION, cmdb: { serviceNow } }, checks);
  checks.throwIfAny("definition");
  return settings!.cmdb.serviceNow!;
}

export const cmdbOf = (simulator: ServiceNowSimulator, changes?: object): ServiceNowCmdb =>
  new ServiceNowCmdb(settingsOf(changes), clientOf(connectionTo(simulator)));
