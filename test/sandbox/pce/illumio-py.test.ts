import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { describeNeeding } from "../../support/needs";
import { pythonWith } from "../../support/python";

const run = promisify(execFile);

describeNeeding("illumio-py from PyPI", "illumio-py, with TLS verification on", () => {
  let pce: PceSimulator;
  // biome-ignore lint/suspicious/noExplicitAny: a report of many shapes
  let seen: any;

  beforeAll(async () => {
    pce = await startPceSimulator();
    const script = path.join(__dirname, "illumio_py_acceptance.py");
    const target = [
      pce.host,
      String(pce.port),
      String(pce.orgId),
      pce.apiKeyUsername,
      pce.apiKeySecret,
      pce.caFile,
    ];
    // A bundle or a proxy set for the caller would override what the script asks for.
    const { stdout } = await run(pythonWith("illumio-py")!, [script, ...target], {
      env: { PATH: process.env["PATH"] },
    });
    seen = JSON.parse(stdout);
  }, 300_000);
  afterAll(() => pce.close());

  test("connects once it trusts the CA, with the right secret and org", () => {
    expect(seen).toMatchObject({
      trusts_by_itself: false,
      connects: true,
      connects_with_wrong_secret: false,
      connects_to_other_org: false,
    });
  });

  test("creates, finds and updates a label, and reads the reason when it is refused", () => {
    expect(seen.label).toEqual(["role", "Web"]);
    expect(seen.label_by_name).toEqual(["web"]);
    expect(seen.duplicate_label).toContain("label_key_and_value_must_be_unique");
    expect(seen.delete_label_in_use).toContain("label_still_has_associated_agent_info");
  });

  test("creates a workload, and 1200 in bulk except the one that is invalid", () => {
    expect(seen.workload).toEqual(["single", false, "10.9.0.1", true]);
    expect(seen.bulk_created).toBe(1199);
    expect(seen.bulk_create_errors).toEqual([[7, "input_validation_error"]]);
  });

  test("lists up to 500 synchronously, and all asynchronously", () => {
    expect(seen).toMatchObject({
      page_sync: 500,
      page_limited: 7,
      page_all_sync: 99,
      page_async: 1200,
      page_async_filtered: 100,
      by_external_pair: ["host-0042"],
    });
  });

  test("provisions a label group, reads it in the active policy, and removes it again", () => {
    expect(seen).toMatchObject({
      provisioned: [1, 1],
      active_groups: [["acceptance", "web"]],
      active_groups_left: 0,
    });
  });

  test("updates and deletes in bulk, and reads deleted objects as deleted", () => {
    expect(seen).toMatchObject({
      bulk_updated: 1199,
      idle: 1199,
      labelled: 1200,
      bulk_delete_errors: [],
      left: ["single"],
      deleted_workload: true,
      deleted_label: true,
      labels_left: 0,
    });
  });

  test("reads the events of its writes", () => {
    expect(seen.events).toEqual([
      "label.create",
      "label.delete",
      "label.update",
      "label_group.create",
      "label_group.delete",
      "request.authentication_failed",
      "request.authorization_failed",
      "sec_policy.create",
      "workload.create",
      "workload.delete",
      "workloads.bulk_create",
      "workloads.bulk_delete",
      "workloads.bulk_update",
    ]);
  });
});
