import { type PanosSimulator, startPanosSimulator } from "../../../../sandbox/panos";
import { pceEnvironment } from "../../../support/environments";
import { InProcessProvider } from "../../in-process-provider";
import { BINDING } from "../../pce/pce-scene";
import type { InProcessStack } from "../in-process-stack";
import { StackScene } from "../stack-scene";

jest.mock("node:timers/promises", () => require("../../../support/short-pauses"));

const BASE = "/config/devices/entry[@name='localhost.localdomain']/vsys/entry[@name='vsys1']";

const program = (role: string, group: string) =>
  `new DagBinding("web", {
    labels: { role: { anyOf: ["${role}"] } }, target: { firewall: "edge" },
    addressGroup: { name: "${group}", description: "hosts" },
    rule: { name: "to ${group}", destination: ["${group}"], action: "allow" }, commit: "commit",
  });`;

let scene: StackScene;
let panos: PanosSimulator;
const open = async (latencyInMs = 0) => {
  scene = await StackScene.open();
  panos = await startPanosSimulator({ seed: 1, latencyInMs });
  for (const [value, last] of [
    ["web", 1],
    ["db", 2],
  ] as const) {
    const { href } = await scene.someone.createLabel({ key: "role", value });
    await scene.someone.createWorkload({
      hostname: `${value}01`,
      interfaces: [{ name: "eth0", address: `10.0.0.${last}` }],
      labels: [{ href }],
    });
  }
};
afterEach(async () => {
  await scene.close();
  await panos.close();
});

const environment = () => ({
  ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
  ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
  ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
  ILLUMIO_FIREWALL_EDGE_ADMIN: panos.admin,
});
const stackOf = (text: string, name?: string): Promise<InProcessStack> =>
  scene.stack(text, { environment: environment(), ...(name !== undefined && { name }) });

/** What stands on the firewall; creations are not told apart. */
const picture = () => {
  const [firewall] = panos.firewalls;
  const registered = Object.entries(firewall!.registered()).map(([address, tags]) => [
    address,
    tags.map((tag) => tag.replace(/\.[0-9a-f]{8}$/, "")),
  ]);
  const objects = ["tag", "address-group", "rulebase/security/rules"].flatMap((place) =>
    (["candidate", "running"] as const).map((which) =>
      firewall!.config(`${BASE}/${place}/entry`, which).replace(/ uuid="[^"]*"/g, ""),
    ),
  );
  return [Object.fromEntries(registered.sort()), ...objects];
};

const EARLIER = program("web", "a");
const KILLED = program("db", "b");
const CORRECTED = program("web", "c");

it.each([
  ["the claim", "user-id", 0, "corrected"],
  ["an address", "user-id", 2, "earlier"],
  ["a renaming", /^config rename/, 0, "destroy"],
  ["the commit", "commit", 0, "earlier"],
] as const)("an update that was killed at %s heals: %s call %d, then %s", async (_what, call, skip, next) => {
  await open();
  const before = picture();
  const stack = await stackOf(EARLIER);
  await stack.up();
  const earlier = picture();
  stack.program = KILLED;
  panos.before(call, () => stack.kill(), { skip });
  expect((await stack.run("up")).code).not.toBe(0);
  expect(picture()).not.toEqual(before);
  if (next === "destroy") {
    await stack.must("destroy");
    expect(picture()).toEqual(before);
    return;
  }
  stack.program = next === "earlier" ? EARLIER : CORRECTED;
  await stack.must("refresh");
  await stack.up();
  await stack.up("--expect-no-changes");
  if (next === "earlier") expect(picture()).toEqual(earlier);
  else expect(JSON.stringify(picture())).toContain("to c");
  await stack.must("destroy");
  expect(picture()).toEqual(before);
});

it("a binding with adopt: true replaces another declaration, also on an update", async () => {
  await open();
  const bare = (more = "") =>
    `new DagBinding("web", { labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" } ${more} });`;
  const stack = await stackOf(bare());
  await stack.up();
  const other = await stackOf(bare(", adopt: true, maxAddresses: 9"), "other");
  await other.up();
  expect((await stack.run("up")).text).toContain("declare it with adopt: true");
  await stack.must("refresh");
  expect(stack.resource("web").outputs.drift).toMatchObject({
    declaration: expect.stringContaining("another one is in force"),
  });
  stack.program = bare(", adopt: true");
  await stack.up();
  await stack.up("--expect-no-changes");
  expect(await other.must("destroy")).toContain("declaration of somebody else is in force");
  expect(panos.firewalls[0]!.registered()["10.0.0.1"]).toEqual(["illumio-iac.web"]);
  await stack.must("destroy");
  expect(panos.firewalls[0]!.registered()).toEqual({});
});

it("of two runs that declare one tag at the same moment one wins, and both destroys leave nothing", async () => {
  await open(200);
  const environments = { ...pceEnvironment(scene.pce), ...environment() };
  const declared = (role: string) => ({
    name: "web",
    labels: { role: { anyOf: [role] } },
    target: { firewall: "edge" },
    __illumioOwner: `organization/shop/${role}//web`,
  });
  for (let round = 1; round <= 2; round++) {
    const roles = ["web", "db"];
    const runs = roles.map(() => new InProcessProvider({ provider: BINDING, environment: environments }));
    try {
      const checked = await Promise.all(runs.map((run, index) => run.check(declared(roles[index]!))));
      const ends = await Promise.allSettled(runs.map((run, index) => run.create(checked[index]!.inputs)));
      const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
      expect(failures.map(({ message }) => message)).toEqual([
        expect.stringMatching(/another declaration of the tag illumio-iac\.web/),
      ]);
      for (const [index, end] of ends.entries()) {
        const run = runs[index]!;
        if (end.status === "fulfilled") {
          const { id, outs } = end.value;
          const again = new InProcessProvider({ provider: BINDING, environment: environments });
          runs.push(again);
          expect(await again.diff(id, outs, checked[index]!.inputs)).toMatchObject({ replaces: [] });
          await run.delete(id, outs);
        } else if (end.reason.initFailure) {
          await run.delete(end.reason.initFailure.id, end.reason.initFailure.properties);
        }
      }
      expect(panos.firewalls[0]!.registered()).toEqual({});
    } finally {
      await Promise.all(runs.map((run) => run.close()));
    }
  }
});
