import { resource, SweepScene } from "./sweep-scene";

jest.setTimeout(120_000);

let left: SweepScene;
beforeEach(async () => {
  left = await SweepScene.open();
});
afterEach(() => left.close());

const GONE = ["--owner", "acme/base/dev"];
const marks = () =>
  [...left.live("labels"), ...left.live("workloads")].flatMap(
    ({ external_data_reference: reference }) => reference ?? [],
  );

it("release lists the objects with the owner's mark and removes only these marks", async () => {
  const label = await left.label("web", "acme/base/dev//web");
  await left.workload("web01", "acme/base/dev//web01", { labels: [{ href: label }] });
  await left.label("theirs", "acme/base/prod//web");
  const before = left.writes;
  const dry = await left.release(GONE);
  expect([dry.code, dry.err]).toEqual([0, ""]);
  expect(dry.out).toContain(
    "2 objects of acme/base/dev; --apply --without-state takes their marks off and leaves them\n",
  );
  expect(dry.out).not.toContain("in use");
  expect(left.writes).toBe(before);
  expect((await left.release([...GONE, "--exit-code"])).code).toBe(2);
  const done = await left.release([...GONE, "--without-state", "--apply", "--json"]);
  expect([done.code, done.err]).toEqual([0, ""]);
  expect(JSON.parse(done.out).objects).toMatchObject([
    { kind: "workload", name: "web01", action: "release", released: true },
    { kind: "label", name: "app=web", action: "release", released: true },
  ]);
  expect(marks()).toEqual([expect.stringMatching(/^acme\/base\/prod\/\/web#/)]);
  expect(left.live("workloads")).toMatchObject([{ hostname: "web01", labels: [label] }]);
  expect(left.live("labels").map(({ value }) => value)).toEqual(expect.arrayContaining(["web", "theirs"]));
  expect((await left.release(GONE)).out).toContain("0 objects of acme/base/dev\n");
});

it("release leaves the marks of objects in a state, and refuses to write when no state was given", async () => {
  const web = await left.label("web", "acme/shop/dev//web");
  const refused = await left.release(["--owner", "acme/shop/dev", "--apply"]);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("--without-state")]);
  const file = left.state("state.json", [resource("Label", "web", web)]);
  const kept = await left.release(["--owner", "acme/shop/dev", "--state", file, "--apply"]);
  expect([kept.code, kept.out]).toEqual([0, expect.stringContaining(`stays: label app=web (${web})`)]);
  expect(marks()).toHaveLength(1);
});

it("release refuses an owner that is not exact", async () => {
  const { code, err } = await left.release(["--owner", "acme", "--apply", "--without-state"]);
  expect([code, err]).toEqual([1, expect.stringContaining("must be exact")]);
});

it("release leaves group, rule, tag and addresses on a firewall and removes marks and claims", async () => {
  await left.scene.workload("web01", "10.0.0.1");
  const any = {
    from: ["any"],
    to: ["any"],
    source: ["any"],
    destination: ["web-group"],
    application: ["any"],
  };
  await left.scene.up({
    name: "web",
    labels: { role: { anyOf: ["web"] } },
    target: { firewall: "edge" },
    addressGroup: { name: "web-group", description: "ours" },
    rule: { name: "to-web", ...any, service: ["any"], action: "allow" },
  });
  const firewall = ["--owner", "acme/shop/prod/web", "--no-pce", "--firewall", "edge"];
  const { code, out, err } = await left.release([...firewall, "--without-state", "--apply"]);
  expect(code).toBe(0);
  expect(out).toContain("4 released, 0 failed");
  expect(err).toContain("firewall edge: configuration released, not committed");
  expect(left.scene.registered()).toEqual({ "10.0.0.1": ["illumio-iac.web"] });
  const groups = left.scene.panos.firewalls[0]!.config(
    "/config/devices/entry[@name='localhost.localdomain']/vsys/entry[@name='vsys1']",
    "candidate",
  );
  expect(groups).toContain('name="web-group"');
  expect(groups).toContain('name="to-web"');
  expect(groups).toContain("ours");
  expect(groups).not.toContain("[illumio-iac");
  expect(JSON.parse((await left.release([...firewall, "--json"])).out).objects).toEqual([]);
});
