import type { PceEvent } from "../../../../clients/pce";
import { changeOfPolicy } from "../../../../reconcilers/sql-firewall/watch/policy-events";

const event = (event_type: string, more: Partial<PceEvent> = {}): PceEvent => ({
  href: "/orgs/1/events/1",
  event_type,
  timestamp: "2026-01-01T00:00:00Z",
  status: "success",
  ...more,
});

const changed = (kind: string, href: string) => ({
  resource_changes: [{ resource: { [kind]: { href } }, change_type: "update" }],
});

test.each([
  "sec_policy.create",
  "sec_policy.restore",
  "label.update",
  "labels.delete",
  "workload.create",
  "workloads.set_labels",
  "workload_interfaces.update",
  "service_binding.create",
  "service_bindings.delete",
  "container_workload.update",
  "agent.goodbye",
  "vens.unpair",
])("%s may change the answer of the policy", (type) => {
  expect(changeOfPolicy([event("request.authentication_failed"), event(type)])).toBe(type);
});

test.each([
  "rule_set.create",
  "sec_rule.update",
  "deny_rule.create",
  "ip_list.update",
  "label_group.update",
  "service.update",
  "virtual_service.create",
  "sec_policy_pending.delete",
  "enforcement_boundary.create",
  "user.login",
  "agent.tampering",
])("%s changes nothing that is in force", (type) => {
  expect(changeOfPolicy([event(type)])).toBeUndefined();
});

test("an event of any type counts when it names a workload, a label or a binding", () => {
  for (const [kind, href] of [
    ["workload", "/orgs/1/workloads/a"],
    ["label", "/orgs/1/labels/1"],
    ["service_binding", "/orgs/1/service_bindings/a"],
    ["container_workload", "/orgs/1/container_workloads/a"],
  ] as const)
    expect(changeOfPolicy([event("new_thing.happened", changed(kind, href))])).toBe("new_thing.happened");
  const draft = changed("ip_list", "/orgs/1/sec_policy/draft/ip_lists/1");
  expect(changeOfPolicy([event("new_thing.happened", draft)])).toBeUndefined();
});

test("a check of the PCE counts when it names a VEN, which may be offline now", () => {
  const type = "system_task.agent_offline_check";
  expect(changeOfPolicy([event(type)])).toBeUndefined();
  expect(changeOfPolicy([event(type, changed("agent", "/orgs/1/agents/7"))])).toBe(type);
});

test("a refused write and a frequent event that changes no address do not count", () => {
  expect(changeOfPolicy([event("workload.update", { status: "failure" })])).toBeUndefined();
  const applied = event("workload.apply_policy", changed("workload", "/orgs/1/workloads/a"));
  expect(changeOfPolicy([applied])).toBeUndefined();
});
