import type { DagTarget } from "../../../core/dag";

/** Two bindings of one tag, and whether they would fill one table. Every door that takes several bindings says the same. */
export interface SameTagCase {
  readonly title: string;
  readonly targets: readonly [DagTarget, DagTarget];
  /** @default the same for both */
  readonly tags?: readonly [string, string];
  readonly collide: boolean;
}

const EDGE = { firewall: "edge" };
const behind = (serials: readonly string[], more: Partial<DagTarget> = {}): DagTarget => ({
  ...EDGE,
  serials,
  ...more,
});
const group = (deviceGroup: string): DagTarget => ({ ...EDGE, deviceGroup });

export const SAME_TAG_CASES: readonly SameTagCase[] = [
  { title: "one target", targets: [EDGE, EDGE], collide: true },
  { title: "vsys1 written and left out", targets: [EDGE, { ...EDGE, vsys: "vsys1" }], collide: true },
  { title: "two virtual systems", targets: [EDGE, { ...EDGE, vsys: "vsys2" }], collide: false },
  { title: "two firewalls", targets: [EDGE, { firewall: "dc" }], collide: false },
  {
    title: "names of connections that differ in case",
    targets: [EDGE, { firewall: "Edge" }],
    collide: false,
  },
  { title: "tags that differ in case", targets: [EDGE, EDGE], tags: ["Web", "web"], collide: true },
  { title: "two tags", targets: [EDGE, EDGE], tags: ["web", "db"], collide: false },
  { title: "serials in another order", targets: [behind(["1", "2"]), behind(["2", "1"])], collide: true },
  { title: "one serial of both", targets: [behind(["1", "2"]), behind(["2", "3"])], collide: true },
  { title: "other serials", targets: [behind(["1"]), behind(["2"])], collide: false },
  {
    title: "other serials of one device group",
    targets: [behind(["1"], { deviceGroup: "web" }), behind(["2"], { deviceGroup: "web" })],
    collide: false,
  },
  {
    title: "one serial in two device groups",
    targets: [behind(["1"], { deviceGroup: "web" }), behind(["1"], { deviceGroup: "db" })],
    collide: true,
  },
  {
    title: "two virtual systems of one serial",
    targets: [behind(["1"]), behind(["1"], { vsys: "vsys2" })],
    collide: false,
  },
  {
    title: "vsys1 of one serial, written and left out",
    targets: [behind(["1"]), behind(["1"], { vsys: "vsys1" })],
    collide: true,
  },
  { title: "Panorama's own table twice", targets: [group("web"), group("db")], collide: true },
  {
    title: "Panorama's own table and that of a firewall behind it",
    targets: [group("web"), behind(["1"], { deviceGroup: "web" })],
    collide: false,
  },
];

/** The two bindings of a case, as far as tables go. */
export function bindingsOf({ targets, tags = ["web", "web"] }: SameTagCase) {
  return targets.map((target, index) => ({
    name: ["one", "other"][index]!,
    tag: tags[index]!,
    target,
  })) as [SameTagBinding, SameTagBinding];
}

interface SameTagBinding {
  readonly name: string;
  readonly tag: string;
  readonly target: DagTarget;
}
