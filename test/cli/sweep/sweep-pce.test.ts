import { resource, SweepScene, stateText } from "./sweep-scene";

jest.setTimeout(120_000);

const DEV = ["--owner", "acme/shop/dev"];
const LOST = [...DEV, "--without-state", "--apply"];

let left: SweepScene;
beforeEach(async () => {
  left = await SweepScene.open();
});
afterEach(() => left.close());

const names = (table: "labels" | "workloads") =>
  left
    .live(table)
    .map(({ value, hostname }) => hostname ?? value)
    .sort();

it("sweep lists only the objects with the owner's mark and writes nothing", async () => {
  const web = await left.label("web", "acme/shop/dev//web");
  await left.label("theirs", "acme/shop/prod//web");
  await left.label("nobodys");
  const host = await left.workload("web01", "acme/shop/dev/my:mod:Fleet/web01");
  await left.workload("other", "acme/shop/dev2//web01");
  const before = left.writes;
  const { code, out, err } = await left.sweep(DEV);
  expect([code, err]).toEqual([0, ""]);
  expect(out.split("\n")).toEqual([
    "note: no state was given, so what a stack still has is listed too",
    expect.stringMatching(/^what +name +where +owner$/),
    expect.stringMatching(`^workload +web01 +${host} +acme/shop/dev/my:mod:Fleet/web01$`),
    expect.stringMatching(`^label +app=web +${web} +acme/shop/dev//web$`),
    "2 objects of acme/shop/dev; --apply --without-state removes them",
    "",
  ]);
  expect(left.writes).toBe(before);
  expect((await left.sweep([...DEV, "--exit-code"])).code).toBe(2);
  expect((await left.sweep(["--owner", "acme/shop/none", "--exit-code"])).code).toBe(0);
});

it("sweep leaves what a state has, also when it waits for its deletion or the state comes over standard input", async () => {
  const [one, two, three] = [
    await left.workload("web01", "acme/shop/dev//web01"),
    await left.workload("web02", "acme/shop/dev//web02"),
    await left.workload("web03", "acme/shop/dev//web01"),
  ];
  const file = left.state("state.json", [resource("UnmanagedWorkload", "web01", one)]);
  const waiting = { ...resource("UnmanagedWorkload", "web02", two), delete: true };
  const { code, out } = await left.sweep(
    [...DEV, "--state", file, "--state", "-", "--json", "--apply"],
    `\uFEFF${stateText([waiting])}`,
  );
  expect(code).toBe(0);
  const { notes, states, objects, kept } = JSON.parse(out);
  expect(notes).toEqual([]);
  expect(states).toEqual([file, "standard input"]);
  expect(objects).toMatchObject([{ kind: "workload", name: "web03", where: three, removed: true }]);
  expect(kept).toMatchObject([
    { name: "web01", reason: `${file} has it` },
    { name: "web02", reason: "standard input has it" },
  ]);
  expect(names("workloads")).toEqual(["web01", "web02"]);
});

it("sweep removes nothing without the state of that stack unless --without-state is given", async () => {
  await left.label("web", "acme/shop/dev//web");
  const before = left.writes;
  const none = await left.sweep([...DEV, "--apply"]);
  expect([none.code, none.err]).toEqual([1, expect.stringMatching(/no state was given.*--without-state/)]);
  const file = left.state("prod.json", [resource("Label", "web", "/orgs/1/labels/1", {}, "prod")]);
  const other = await left.sweep([...DEV, "--state", file, "--apply"]);
  expect([other.code, other.err]).toEqual([1, expect.stringContaining("no state of shop/dev was given")]);
  expect(left.writes).toBe(before);
  expect((await left.sweep(LOST)).code).toBe(0);
  expect(names("labels")).toEqual(["db", "web"]); // role=web and role=db were there before
});

it("sweep removes workloads before their labels, and names what prevents other removals", async () => {
  const [web, db] = [
    await left.label("shop", "acme/shop/dev//shop"),
    await left.label("pay", "acme/shop/dev//pay"),
  ];
  const group = await left.label("grouped", "acme/shop/dev//grouped");
  await left.workload("web01", "acme/shop/dev//web01", { labels: [{ href: web }] });
  for (let index = 10; index < 22; index++)
    await left.workload(`foreign${index}`, undefined, { labels: [{ href: db }] });
  const { code, out, err } = await left.sweep(LOST);
  expect(code).toBe(1);
  expect(out).toMatch(/label +app=pay .*in use by workload foreign10, .*foreign19 and 2 more, FAILED/);
  expect(err).toMatch(/app=pay .*: is in use by workload foreign10/);
  expect(names("labels")).toEqual(["db", "pay", "web"]);
  expect(left.live("labels").some(({ href }) => href === group)).toBe(false);
  expect(names("workloads")).toHaveLength(12);
});

it("sweep continues when the PCE refuses a removal", async () => {
  for (const value of ["one", "two", "three"]) await left.label(value, `acme/shop/dev//${value}`);
  left.scene.pce.failNext({ method: "DELETE", path: /labels/, fault: "5xx", status: 500 });
  const { code, err } = await left.sweep(LOST);
  expect([code, err]).toEqual([1, expect.stringMatching(/sweep: 1 of 3 failed\n {2}label app=one .*500/)]);
  expect(names("labels")).toEqual(["db", "one", "web"]);
});

it("sweep removes only the mark of a workload that is paired with a VEN", async () => {
  const href = await left.workload("web01", "acme/shop/dev//web01");
  left.scene.pce.pairVen(href);
  expect((await left.sweep(DEV)).out).toContain("a VEN is paired: loses the mark only");
  expect((await left.sweep(LOST)).code).toBe(0);
  expect(left.live("workloads")).toMatchObject([{ href, external_data_set: null }]);
  expect((await left.sweep([...DEV, "--json"])).out).toContain('"objects": []');
});

it("sweep names the marks that are digests of an unclear owner", async () => {
  const stack = "s".repeat(200);
  await left.label("long", `acme/shop/${"s".repeat(171)}~${"0".repeat(64)}`);
  const { code, out } = await left.sweep(["--owner", `acme/shop/${stack}`]);
  expect([code, out]).toEqual([0, expect.stringMatching(/stays: label app=long .*is a digest/)]);
});

it.each([
  [["--owner", "acme"], "--owner: must be exact"],
  [[...DEV, "--state", "nowhere.json"], "nowhere.json: cannot be read (ENOENT)"],
  [[...DEV, "--state", "-"], "standard input: must be JSON"],
  [[...DEV, "--no-pce"], "--no-pce: leaves nothing to look at"],
  [[...DEV, "--vsys", "vsys2"], "--firewall: is missing"],
  [[...DEV, "--firewall", "nowhere"], "ILLUMIO_FIREWALL_NOWHERE_HOSTS"],
])("sweep refuses the options %j in a sentence", async (args, words) => {
  const { code, err } = await left.sweep(args, "{");
  expect([code, err]).toEqual([1, expect.stringContaining(words)]);
  expect(err).not.toMatch(/\n\s+at /);
});
