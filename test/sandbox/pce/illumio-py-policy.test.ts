import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { startPceSimulator } from "../../../sandbox/pce";
import { describeNeeding } from "../../support/needs";
import { pythonWith } from "../../support/python";

const run = promisify(execFile);

describeNeeding("illumio-py from PyPI", "policy objects through illumio-py", () => {
  // biome-ignore lint/suspicious/noExplicitAny: a report of many shapes
  let seen: any;

  beforeAll(async () => {
    const pce = await startPceSimulator();
    try {
      const script = path.join(__dirname, "illumio_py_policy.py");
      const { host, port, orgId, apiKeyUsername, apiKeySecret, caFile } = pce;
      const target = [host, String(port), String(orgId), apiKeyUsername, apiKeySecret, caFile];
      const environment = { PATH: process.env["PATH"] };
      const { stdout } = await run(pythonWith("illumio-py")!, [script, ...target], { env: environment });
      seen = JSON.parse(stdout);
    } finally {
      await pce.close();
    }
  }, 300_000);

  test("the built-in IP list and service are in force", () => {
    expect(seen.defaults).toEqual(["Any (0.0.0.0/0 and ::/0)", ["0.0.0.0/0", "::/0"], "All Services"]);
  });

  test.each([
    ["ip_lists", ["changed", [], 3]],
    ["services", [[1433, 6]]],
    ["label_groups", ["changed", "acceptance"]],
    ["virtual_services", ["sql.example.com", ["env", "loc"]]],
    ["rule_sets", [false, true]],
    ["enforcement_boundaries", [[3389, 17]]],
    ["pairing_profiles", ["selective", 1, "unlimited"]],
  ])(
    "%s are created, read, found by a part of the name at once and as a job, and changed",
    (name, changed) => {
      expect(seen[name]).toEqual({
        same_href: true,
        found: [1, 1],
        first_by_name: "acceptance",
        changed,
      });
    },
  );

  test("IP lists are found by address, services by port", () => {
    expect([seen.ip_list_by_address, seen.services_by_port]).toEqual([1, [1, 0]]);
  });

  test("virtual services are created in bulk but the one whose name is taken", () => {
    expect(seen.virtual_services_bulk).toEqual([false, false, true]);
  });

  test("a rule takes labels, lists in force, drafts, workloads and whole services, and is changed", () => {
    expect(seen.rule).toEqual([1, 3, 2, 3, true]);
  });

  test("all kinds are provisioned together and read in the active policy, a part that needs more is not", () => {
    expect(seen.alone).toContain("cannot be provisioned without");
    expect(seen.version).toEqual([1, [2, 2, 1, 1, 1, 1]]);
    expect(Object.values(seen.active)).toEqual([true, true, true, true, true, true]);
    expect(seen.active_rules).toEqual([[true, true]]);
  });

  test("a workload is bound to a virtual service in force, not to a draft", () => {
    expect(seen.draft_binding).toContain("invalid_uri");
    expect(seen.binding).toEqual([[], true, 1]);
  });

  test("a pairing key is made, and a cluster with its token and profiles", () => {
    expect(seen.pairing_key).toBe(64);
    expect(seen.cluster).toEqual([true, 1, "changed"]);
    expect(seen.profiles).toEqual([2, 2]);
  });

  test("what is in use is not deleted, and a name is free once the deletion is provisioned", () => {
    expect(seen.referenced).toEqual([
      expect.stringContaining("ip_list_referenced"),
      expect.stringContaining("service_referenced"),
      expect.stringContaining("label_referenced_by_label_group"),
    ]);
    expect(seen.dying).toBe("delete");
    expect(seen.name_taken).toContain("ip_list_name_not_unique");
    expect(seen.gone).toContain("404");
    expect(new Set(seen.left)).toEqual(new Set([0]));
  });

  test("every write is an event", () => {
    expect(seen.events).toEqual(
      expect.arrayContaining([
        "enforcement_boundary.delete",
        "ip_list.update",
        "rule_set.create",
        "sec_policy.create",
        "sec_rule.update",
        "service_binding.create",
        "virtual_services.bulk_create",
      ]),
    );
  });
});
