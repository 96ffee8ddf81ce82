import { writeFileSync } from "node:fs";
import path from "node:path";
import { resource, SweepScene } from "./sweep-scene";

jest.setTimeout(120_000);

const OWNER = "acme/shop/prod/web"; // as the scene's up declares
const FIREWALL = ["--owner", OWNER, "--no-pce", "--firewall", "edge"];
const LOST = [...FIREWALL, "--without-state", "--apply"];
const WEB = { name: "web", labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" } };
const ANY = { from: ["any"], to: ["any"], source: ["any"], destination: ["web-group"], application: ["any"] };
const GROUP = {
  ...WEB,
  addressGroup: { name: "web-group" },
  rule: { name: "to-web", ...ANY, service: ["any"], action: "allow" },
};

let left: SweepScene;
beforeEach(async () => {
  left = await SweepScene.open();
  await left.scene.workload("web01", "10.0.0.1");
  await left.scene.workload("web02", "10.0.0.2");
});
afterEach(() => left.close());

const found = async (args: readonly string[] = FIREWALL) =>
  JSON.parse((await left.sweep([...args, "--json"])).out);
const kinds = (objects: readonly { kind: string; name: string }[]) =>
  objects.map(({ kind, name }) => [kind, name]);

it("sweep finds rule, group, tag and entries of a binding, removes them in that order and names the commit", async () => {
  await left.scene.up(GROUP);
  const before = left.writes;
  const { objects } = await found();
  expect(kinds(objects)).toEqual([
    ["rule", "to-web"],
    ["address group", "web-group"],
    ["tag", "illumio-iac.web"],
    ["entries", "illumio-iac.web"],
  ]);
  expect(objects[3]).toMatchObject({ where: "edge, vsys1", addresses: 2, reference: OWNER });
  expect(left.writes).toBe(before);
  const { code, err } = await left.sweep(LOST);
  expect([code, err]).toEqual([
    0,
    "firewall edge: configuration removed, not committed: illumio-iac dag-sync commit --firewall edge\n",
  ]);
  expect(left.scene.registered()).toEqual({});
  expect((await found()).objects).toEqual([]);
});

it("sweep leaves what a state has on that firewall, known by its name or one of its hosts", async () => {
  left.scene.variables["ILLUMIO_FIREWALL_EDGE_HOSTS"] = `127.0.0.1:${left.scene.panos.port}`; // as up reaches it
  const state = await left.scene.up(GROUP);
  const file = left.state("state.json", [resource("DagBinding", "web", "id", state, "prod")]);
  const mine = await found([...FIREWALL, "--state", file]);
  expect([mine.objects, mine.kept.length, mine.notes]).toEqual([[], 4, []]);
  const renamed = { ...state, definition: { ...state.definition, target: { firewall: "border" } } };
  const byHost = left.state("host.json", [resource("DagBinding", "web", "id", renamed, "prod")]);
  expect((await found([...FIREWALL, "--state", byHost])).objects).toEqual([]);
  const elsewhere = { ...renamed, place: { hosts: ["other:443"] } };
  const none = left.state("none.json", [resource("DagBinding", "web", "id", elsewhere, "prod")]);
  expect((await found([...FIREWALL, "--state", none])).objects).toHaveLength(4);
});

it("sweep leaves objects of other owners and unmarked ones alone, and names those known only by a digest", async () => {
  await left.scene.up(GROUP);
  const { objects, kept } = await found(["--owner", "acme/shop/dev", "--no-pce", "--firewall", "edge"]);
  expect(objects).toEqual([]);
  expect(kept).toMatchObject([
    { kind: "entries", name: "illumio-iac.web", reason: expect.stringContaining("digest") },
  ]);
});

it("sweep takes entries without a tag object by their whole owner or their declaration, and no others", async () => {
  const { definition } = await left.scene.up(WEB);
  expect(kinds((await found()).objects)).toEqual([["entries", "illumio-iac.web"]]);
  const neighbour = ["--owner", `${OWNER}2`, "--no-pce", "--firewall", "edge"];
  expect((await found(neighbour)).objects).toEqual([]);
  const { owner, revision, name: _name, ...declared } = definition;
  const file = path.join(left.scene.folder, "lost.json");
  writeFileSync(file, JSON.stringify({ bindings: { web: { ...declared, owner, revision } } }));
  const before = await found([...FIREWALL, "--bindings", file]);
  expect(kinds(before.objects)).toEqual([["entries", "illumio-iac.web"]]);
  const others = await found([
    "--owner",
    "acme/shop/dev",
    "--no-pce",
    "--firewall",
    "edge",
    "--bindings",
    file,
  ]);
  expect(others.objects).toEqual([]);
  expect((await left.sweep([...LOST, "--bindings", file])).code).toBe(0);
  expect(left.scene.registered()).toEqual({});
});

it("sweep reports the firewall's words when something else uses a group, and removes the rest", async () => {
  await left.scene.up(GROUP);
  const { objects } = await found();
  expect(objects).toHaveLength(4);
  const [rule] = objects;
  await left.addRule("uses-it", "web-group");
  const { code, err } = await left.sweep(LOST);
  expect(code).toBe(1);
  expect(err).toMatch(/address group web-group .*uses-it/s);
  expect(kinds((await found()).objects)).not.toContainEqual(["rule", rule.name]);
  expect(left.scene.registered()).toEqual({});
});

it("sweep lists what the PCE has when the firewall is unreachable", async () => {
  await left.label("web", `${OWNER}`);
  await left.scene.gates.firewall.shut();
  const { code, out, err } = await left.sweep(["--owner", OWNER, "--firewall", "edge"]);
  expect(code).toBe(1);
  expect(out).toMatch(/label +app=web/);
  expect(err).toMatch(/firewall edge: /);
});
