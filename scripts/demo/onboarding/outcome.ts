import type { Sandbox } from "illumio-iac-sandbox";
import type { PceClient } from "../../../clients/pce";
import { hostName } from "../../../core/check-point/host-name";
import { stateCounts, statusRows, type VmRecord } from "../../../core/onboarding";
import { say, table } from "../say";
import { MACHINES } from "./machines";
import { GROUPS } from "./world";

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

/** Prints where each machine stands, as people look at it. */
export function showStatus(records: readonly VmRecord[]): void {
  const rows = statusRows(records);
  say(
    table(
      ["state", "vm", "step", "since", "reason"],
      rows.flatMap(({ state, vm, step, since, reason, nextAttempt }) => {
        const next = nextAttempt === "" ? [] : [`next attempt ${nextAttempt.slice(11, 16)}`];
        const [first = "", ...more] = folded([reason, ...next].filter(Boolean).join("; "));
        return [[state, vm, step, since.slice(11, 16), first], ...more.map((line) => ["", "", "", "", line])];
      }),
    ),
  );
  const counts = [...stateCounts(rows)].map(([state, count]) => `${count} ${state}`).join(", ");
  say(`   ${rows.length} machines: ${counts}`);
}

/** Characters of a reason on one line. */
const WIDTH = 80;

/** A long text as lines. */
function folded(text: string): readonly string[] {
  const lines: string[] = [];
  for (const part of text.split(/(?<=[ /])/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last}${part}`.trimEnd().length <= WIDTH)
      lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines;
}

/** Looks at every system what it has of the machines. */
export async function outcomesOf(
  { checkPoint }: Pick<Sandbox, "checkPoint">,
  pce: PceClient,
  records: readonly VmRecord[],
  flagsOf: (record: VmRecord) => readonly string[] | undefined,
): Promise<readonly MachineOutcome[]> {
  const names = new Map<string, readonly [string, string]>();
  for await (const { href, key, value } of pce.listLabels()) names.set(href, [key, value]);
  const workloads = new Map<string, Readonly<Record<string, string>>>();
  for await (const { hostname, labels } of pce.listWorkloads())
    workloads.set(hostname ?? "", Object.fromEntries((labels ?? []).map(({ href }) => names.get(href)!)));
  const hosts = checkPoint.store.published("host");
  return records.map((record) => {
    const host = hostName(record);
    return {
      name: record.name,
      labels: workloads.get(record.computerName),
      groups: hosts.has(host)
        ? GROUPS.filter((group) => checkPoint.store.membersOf(group).includes(host))
        : undefined,
      flags: flagsOf(record),
    };
  });
}

export function showOutcomes(outcomes: readonly MachineOutcome[]): void {
  const labels = (of: MachineOutcome["labels"]) =>
    ["app", "env", "role"].flatMap((key) => of?.[key] ?? []).join(" · ");
  say(
    table(
      ["vm", "labels in the PCE", "groups in Check Point", "flags in the CMDB"],
      outcomes.map(({ name, labels: of, groups, flags }) => [
        name,
        of === undefined ? "-" : labels(of),
        groups?.join(", ") ?? "-",
        flags?.join(", ") ?? "-",
      ]),
    ),
  );
}

/** Flags of a machine that is commissioned. */
const FLAGS = ["venInstalled", "labelled", "firewallReady", "commissioned"] as const;

/** Sentences about machines that have not got what they should have. */
export function outcomeProblems(outcomes: readonly MachineOutcome[]): readonly string[] {
  return outcomes.flatMap(({ name, labels, groups, flags }) => {
    const expected = MACHINES.find((machine) => machine.name === name)?.expected;
    const wanted = expected && { labels: expected.labels, groups: expected.groups, flags: [...FLAGS] };
    const seen = { labels: labels && sorted(labels), groups, flags };
    if (wanted === undefined)
      return labels === undefined && groups === undefined
        ? []
        : [`${name} is not supported, and has ${text(seen)}`];
    return text(seen) === text({ ...wanted, labels: sorted(wanted.labels) })
      ? []
      : [`${name} has ${text(seen)}, and should have ${text(wanted)}`];
  });
}

const text = (value: unknown): string => JSON.stringify(value);

function sorted(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => a.localeCompare(b, "en")));
}
