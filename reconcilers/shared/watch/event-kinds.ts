import type { PceEvent } from "../../../clients/pce";
import { isRecord } from "../../../core/checks/json";

/**
 * Types of events after which other workloads may match, or workloads may have other addresses. Provisioning puts label
 * groups in force.
 */
export const CHANGES =
  /^(labels?|workloads?|workload_interfaces?)\.|^(agents?|vens?)\.(activate|activate_clone|deactivate|goodbye|suspend|unsuspend|unpair|update)$/;
/** Types of events that the PCE itself causes, for example for VENs that are offline. */
export const SYSTEM = /^system_task\./;
/** Types of events that are frequent for workloads and change neither their labels nor their addresses. */
export const UNRELATED =
  /^workloads?\.(apply_policy|recalc_rules|set_flow_reporting_frequency|upgrade)$|^workload_(service_report|settings)\./;

const VEN = /^\/orgs\/\d+\/(agents|vens)\/[\w-]+/;

/** Whether an event can have changed anything: a refused write and an unrelated one have not. */
export function mayMatter({ event_type: type, status }: PceEvent): boolean {
  return status !== "failure" && !UNRELATED.test(type);
}

/** Hrefs of the objects that an event changed. */
export function changedHrefs({ resource_changes: changes = [] }: PceEvent): string[] {
  return hrefsIn(changes.map((change) => (isRecord(change) ? change["resource"] : undefined)));
}

/** VENs that an event changed; where it names none, the one that made it. */
export function vensOf(event: PceEvent): string[] {
  const vens = matching(changedHrefs(event), VEN);
  return vens.length > 0 ? vens : matching(hrefsIn([event.created_by]), VEN);
}

/** What the pattern finds in each href. */
export function matching(hrefs: readonly string[], pattern: RegExp): string[] {
  return hrefs.flatMap((href) => pattern.exec(href)?.[0] ?? []);
}

/** The hrefs in values of the form `{<kind>: {href}}`. */
function hrefsIn(owners: readonly unknown[]): string[] {
  return owners.flatMap((owner) =>
    Object.values(isRecord(owner) ? owner : {}).flatMap((object) => {
      const href = isRecord(object) ? object["href"] : undefined;
      return typeof href === "string" ? [href] : [];
    }),
  );
}
