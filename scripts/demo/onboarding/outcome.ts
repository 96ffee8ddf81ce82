import type { Sandbox } from "illumio-iac-sandbox";
import type { PceClient } from "../../../clients/pce";
import { hostName } from "../../../core/check-point/host-name";
import type { StatusRow } from "../../../core/onboarding";
import { say, table } from "../say";
import { MACHINES } from "./machines";
import { GROUPS } from "./world";

/** Flags in the CMDB, by their column in the order in which they are set. */
const FLAGS = {
  u_ven_installed: "agent",
  u_labels_set: "labels",
  u_firewall_object_created: "firewall",
  u_commissioned: "commissioned",
} as const;

/** What one machine has in the systems. */
export interface MachineOutcome {
  readonly name: string;
  /** Labels of its workload by their key; undefined without a workload. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** Groups of Check Point that its host is in; undefined without a host. */
  readonly groups: readonly string[] | undefined;
  /** Flags in the CMDB that are set; undefined without a record. */
  readonly flags: readonly string[] | undefined;
}

/** Looks at every system what it has of the machines. */
export async function outcomesOf(
  { checkPoint, serviceNow }: Sandbox,
  pce: PceClient,
  machines: readonly StatusRow[],
): Promise<readonly MachineOutcome[]> {
  const names = new Map<string, readonly [string, string]>();
  for await (const { href, key, value } of pce.listLabels()) names.set(href, [key, value]);
  const workloads = new Map<string, Readonly<Record<string, string>>>();
  for await (const { hostname, labels } of pce.listWorkloads())
    workloads.set(hostname ?? "", Object.fromEntries((labels ?? []).map(({ href }) => names.get(href)!)));
  const hosts = checkPoint.store.published("host");
  const records = serviceNow.records("cmdb_ci_server");
  return machines.map(({ vm, vmId }) => {
    const host = hostName({ vmId, name: vm });
    const record = records.find((one) => one["host_name"] === vm);
    return {
      name: vm,
      labels: workloads.get(vm),
      groups: hosts.has(host)
        ? GROUPS.filter((group) => checkPoint.store.membersOf(group).includes(host))
        : undefined,
      flags:
        record &&
        Object.entries(FLAGS).flatMap(([column, flag]) => (record[column] === "true" ? [flag] : [])),
    };
  });
}

export function showOutcomes(outcomes: readonly MachineOutcome[]): void {
  const values = (labels: MachineOutcome["labels"]) =>
    ["app", "env", "role"].flatMap((key) => labels?.[key] ?? []).join(" · ");
  say(
    table(
      ["vm", "labels in the PCE", "groups in Check Point", "flags in ServiceNow"],
      outcomes.map(({ name, labels, groups, flags }) => [
        name,
        labels === undefined ? "-" : values(labels),
        groups?.join(", ") ?? "-",
        flags?.join(", ") ?? "-",
      ]),
    ),
  );
}

/** Sentences about machines that have not got what they should have. */
export function outcomeProblems(outcomes: readonly MachineOutcome[]): readonly string[] {
  return outcomes.flatMap(({ name, labels, groups, flags }) => {
    const expected = MACHINES.find((machine) => machine.name === name)?.expected;
    const seen = text({ labels: labels && sorted(labels), groups, flags });
    const wanted = text(
      expected
        ? { labels: sorted(expected.labels), groups: expected.groups, flags: Object.values(FLAGS) }
        : {},
    );
    return seen === wanted ? [] : [`${name} has ${seen}, and should have ${wanted}`];
  });
}

const text = (value: unknown): string => JSON.stringify(value);

function sorted(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => a.localeCompare(b, "en")));
}
