import type { PceEvent } from "../../../../clients/pce";
import { addNamed, isAnythingNamed, nothingNamed } from "../../../../reconcilers/dag/watch/event-changes";

const WORKLOAD = "/orgs/1/workloads/0b1c2d3e-0000-4000-8000-000000000001";
const LABEL = "/orgs/1/labels/42";
const AGENT = "/orgs/1/agents/7";

const event = (event_type: string, resources: object[] = [], more: Partial<PceEvent> = {}): PceEvent => ({
  href: "/orgs/1/events/e",
  event_type,
  timestamp: "2026-01-02T03:04:05.000Z",
  status: "success",
  resource_changes: resources.map((resource) => ({
    uuid: "u",
    resource,
    changes: {},
    change_type: "update",
  })),
  ...more,
});

function named(...events: PceEvent[]) {
  const found = nothingNamed();
  addNamed(found, events, (ven) => (ven === AGENT ? WORKLOAD : undefined));
  return found;
}
const plain = (...events: PceEvent[]) => {
  const { workloads, labels, labelGroups, unclear } = named(...events);
  return [[...workloads], [...labels], labelGroups, unclear];
};

test("an event names workloads and labels by href, whatever its type", () => {
  const workload = { workload: { href: WORKLOAD, labels: [{ href: "/orgs/1/labels/1" }] } };
  for (const type of ["workload.update", "workloads.bulk_update", "workload.online", "something.new"])
    expect(plain(event(type, [workload]))).toEqual([[WORKLOAD], [], false, undefined]);
  expect(plain(event("label.update", [{ label: { href: LABEL } }]))).toEqual([[], [LABEL], false, undefined]);
  const network = { workload_interface: { href: `${WORKLOAD}/interfaces/eth0` } };
  expect(plain(event("workload_interface.update", [network]))).toEqual([[WORKLOAD], [], false, undefined]);
});

test("an event of provisioning or of a label group names the label groups", () => {
  for (const type of ["sec_policy.create", "label_group.update"])
    expect(plain(event(type))).toEqual([[], [], true, undefined]);
});

test("an event names the workload of an agent that changed or that reports it", () => {
  const byAgent = { created_by: { agent: { href: AGENT, hostname: "web01" } } };
  expect(plain(event("agent.goodbye", [], byAgent))).toEqual([[WORKLOAD], [], false, undefined]);
  expect(plain(event("agent.suspend", [{ agent: { href: AGENT } }]))).toEqual([
    [WORKLOAD],
    [],
    false,
    undefined,
  ]);
  const other = { created_by: { agent: { href: "/orgs/1/agents/8" } } };
  expect(named(event("agent.activate", [], other)).unclear).toBe(
    "agent.activate names no workload that is known",
  );
  expect(isAnythingNamed(named(event("agent.refresh_token", [], byAgent)))).toBe(false);
});

test("an offline check names the workload of its VEN, and nothing when it has no known VEN", () => {
  const offline = "system_task.agent_offline_check";
  expect(plain(event(offline, [{ agent: { href: AGENT } }]))).toEqual([[WORKLOAD], [], false, undefined]);
  expect(isAnythingNamed(named(event(offline, [], { created_by: { system: {} } })))).toBe(false);
  expect(isAnythingNamed(named(event(offline, [{ agent: { href: "/orgs/1/agents/8" } }])))).toBe(false);
});

test("an event of a change that names no object is unclear", () => {
  for (const type of ["workloads.bulk_update", "label.delete", "workload_interfaces.update", "agents.unpair"])
    expect(named(event(type, [], { created_by: { user: { href: "/users/1" } } })).unclear).toContain(type);
  expect(named(event("workload.update", ["nonsense" as never])).unclear).toContain("workload.update");
  expect(named(event("workload.update", [], { resource_changes: [null, 7] })).unclear).toContain(
    "workload.update",
  );
});

test("an event names nothing when the change was refused or concerns neither labels nor addresses", () => {
  const workload = [{ workload: { href: WORKLOAD } }];
  const nothing = [
    event("workload.update", workload, { status: "failure" }),
    event("workloads.apply_policy", workload),
    event("workload.recalc_rules", workload),
    event("request.authentication_failed"),
    event("user.login", [{ user: { href: "/users/1" } }]),
    event("ip_list.update", [{ ip_list: { href: "/orgs/1/sec_policy/draft/ip_lists/3" } }]),
  ];
  expect(isAnythingNamed(named(...nothing))).toBe(false);
});

test("an event that names more than 200 objects is unclear", () => {
  const some = (count: number) =>
    event(
      "workloads.bulk_create",
      Array.from({ length: count }, (_, index) => ({ workload: { href: `/orgs/1/workloads/w${index}` } })),
    );
  expect(named(some(200)).unclear).toBeUndefined();
  expect(named(some(201)).unclear).toBe("201 workloads and labels changed");
});
