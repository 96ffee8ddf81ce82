import fc from "fast-check";
import type { InventoryVm } from "../../../../core/onboarding";
import type { CmdbFinding, CmdbRecord } from "../../../../reconcilers/onboarding/ports";
import { closeAll, FLAG_COLUMNS, startInstance } from "../../../clients/service-now/fixtures";
import { inventoryVm } from "../support/inventory";
import { cmdbOf, TABLE } from "./service-now-scene";

afterEach(closeAll);

type Row = Readonly<Record<string, string>>;

const IDS = [1, 2, 3].map((number) => inventoryVm(number).vmId);
const NAMES = ["web", "WEB", "db", "web^ORos", ""];
const FLAGS = Object.values(FLAG_COLUMNS);

const row = fc.record({
  class: fc.constantFrom(TABLE, "cmdb_ci_linux_server", "cmdb_ci_computer"),
  name: fc.constantFrom(...NAMES),
  host_name: fc.constantFrom(...NAMES),
  u_vm_id: fc.constantFrom("", ...IDS, "somebody"),
  flags: fc.subarray(FLAGS),
});
const machine = fc.record({
  name: fc.constantFrom("web", "db", "Db"),
  host: fc.constantFrom("web", "db", "Web"),
});
const world = fc.record({
  rows: fc.array(row, { maxLength: 8 }),
  machines: fc.array(machine, { minLength: 1, maxLength: 3 }),
  mapsId: fc.boolean(),
});

const isRecord = (finding: CmdbFinding | undefined): finding is CmdbRecord =>
  finding !== undefined && "id" in finding;

test("whatever records exist, none is taken that is not the machine's, and those of others stay as they are", async () => {
  const instance = await startInstance();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(world, async ({ rows, machines, mapsId }) => {
      // Names of this run alone.
      const run = `r${++runs}-`;
      const own = (text: string) => (text === "" ? "" : run + text);
      for (const { class: table, flags, name, host_name, u_vm_id } of rows)
        instance.insert(table, {
          name: own(name),
          host_name: own(host_name),
          u_vm_id,
          ...Object.fromEntries(flags.map((column) => [column, "true"])),
        });
      const fields = {
        name: "name",
        computerName: "host_name",
        ...(mapsId && { vmId: "u_vm_id" }),
      };
      const cmdb = cmdbOf(instance, { fields });
      const vms = machines.map(({ name, host }, at) =>
        inventoryVm(at + 1, { name: own(name), computerName: own(host) }),
      );
      const all = () => new Map(instance.records("cmdb_ci").map((one) => [one["sys_id"]!, one as Row]));
      const before = all();
      const inClass = new Set(instance.records(TABLE).map(({ sys_id }) => sys_id));

      const found = await cmdb.find(vms);
      expect(all()).toEqual(before);
      const fits = ({ computerName, vmId }: InventoryVm, one: Row) =>
        inClass.has(one["sys_id"]!) &&
        one["host_name"]?.toLowerCase() === computerName!.toLowerCase() &&
        (!mapsId || ["", vmId].includes(one["u_vm_id"]!));
      for (const vm of vms) {
        const finding = found.get(vm.vmId);
        const fitting = [...before.values()].filter((one) => fits(vm, one));
        expect(finding === undefined).toBe(fitting.length === 0);
        if (!isRecord(finding)) continue;
        const taken = before.get(finding.id)!;
        expect(fits(vm, taken)).toBe(true);
        const exact = fitting.filter((one) => mapsId && one["u_vm_id"] === vm.vmId);
        expect(exact.length > 0 ? exact : fitting).toEqual([taken]);
        expect(finding.isCommissioned).toBe(taken["u_commissioned"] === "true");
      }
      const ids = [...found.values()].filter(isRecord).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);

      const made = await cmdb.create(vms.filter(({ vmId }) => !found.has(vmId)));
      const records = new Map([...found, ...made]);
      for (const [id, one] of all()) {
        const past = before.get(id);
        if (past === undefined || past["sys_mod_count"] === one["sys_mod_count"]) continue;
        const owner = vms.find(
          ({ vmId }) => isRecord(records.get(vmId)) && (records.get(vmId) as CmdbRecord).id === id,
        );
        expect(["", owner?.computerName?.toLowerCase()]).toContain(past["host_name"]!.toLowerCase());
        if (mapsId) expect(["", owner?.vmId]).toContain(past["u_vm_id"]);
      }

      const between = all();
      const changes = new Map(
        [...records].flatMap(([vmId, record]) =>
          isRecord(record) ? [[vmId, { record, flags: { labelled: true as const } }] as const] : [],
        ),
      );
      for (const outcome of (await cmdb.setFlags(changes)).values()) expect(outcome).toEqual({ ok: true });
      const flagged = new Set([...changes.values()].map(({ record }) => record.id));
      for (const [id, one] of all()) {
        const { sys_mod_count: _, sys_updated_on: __, sys_updated_by: ___, ...values } = one;
        const wanted = flagged.has(id) ? { u_labels_set: "true" } : {};
        expect(values).toEqual({ ...valuesOf(between.get(id)!), ...wanted });
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

function valuesOf(one: Row): Row {
  const { sys_mod_count: _, sys_updated_on: __, sys_updated_by: ___, ...values } = one;
  return values;
}
