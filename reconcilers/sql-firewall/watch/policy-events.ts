import type { PceEvent } from "../../../clients/pce";
import { CHANGES, changedHrefs, matching, mayMatter, SYSTEM, vensOf } from "../../shared/watch/event-kinds";

/**
 * Types of events after which other policy is in force. Drafts of rule sets, IP lists, services, label groups and virtual
 * services change nothing before they are provisioned.
 */
const PROVISIONED = /^sec_policy\.(?!pending)/;

/** Types of events of inventory that is in force without provisioning, beside workloads and labels. */
const INVENTORY = /^(service_bindings?|container_workloads?|container_clusters?)\./;

const NAMED = /^\/orgs\/\d+\/(workloads|labels|service_bindings|container_workloads)\/[\w-]+/;

/**
 * The type of the first event after which the answer of the policy may be another one: the policy was provisioned, or
 * labels, workloads, service bindings or container workloads changed. An event that names one of these objects counts,
 * whatever its type, and one that the PCE causes itself also when it names a VEN, which may be offline now. Refused writes
 * changed nothing.
 */
export function changeOfPolicy(events: Iterable<PceEvent>): string | undefined {
  for (const event of events) {
    const { event_type: type } = event;
    if (!mayMatter(event)) continue;
    const counts =
      PROVISIONED.test(type) ||
      INVENTORY.test(type) ||
      CHANGES.test(type) ||
      matching(changedHrefs(event), NAMED).length > 0 ||
      (SYSTEM.test(type) && vensOf(event).length > 0);
    if (counts) return type;
  }
  return undefined;
}
