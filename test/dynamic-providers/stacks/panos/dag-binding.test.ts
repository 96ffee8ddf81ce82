import { type PanosSimulator, startPanoramaSimulator, startPanosSimulator } from "../../../../sandbox/panos";
import type { InProcessStack } from "../in-process-stack";
import { StackScene } from "../stack-scene";

const TAG = "illumio-iac.web";
const WORKLOADS = `
  const role = new Label("role", { key: "role", value: "web" });
  const hosts = HOSTS.map(([name, address]) => new UnmanagedWorkload(name, {
    hostname: name, interfaces: { eth0: { address } }, labels: { role: role.value },
  }));
`;
const BINDING = `
  const binding = new DagBinding("web", {
    labels: { role: { anyOf: [role.value] } }, target: { firewall: "edge" } MORE
  }, { dependsOn: hosts });
`;

/** A program with those hosts and a binding that follows their label. */
const program = (hosts: Record<string, string>, more = "") =>
  `const HOSTS = ${JSON.stringify(Object.entries(hosts))};${WORKLOADS}${BINDING.replace("MORE", more)}`;

let scene: StackScene;
let panos: PanosSimulator;
beforeEach(async () => {
  scene = await StackScene.open();
  panos = await startPanosSimulator({ seed: 1 });
});
afterEach(async () => {
  await scene.close();
  await panos.close();
});

const stackOf = (text: string): Promise<InProcessStack> =>
  scene.stack(text, {
    environment: {
      ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
      ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
    },
  });

const members = () =>
  Object.entries(panos.firewalls[0]!.registered())
    .filter(([, tags]) => tags.includes(TAG))
    .map(([address]) => address)
    .sort();

/** What a preview printed of addresses, and what the firewall was then asked to do; the revision tag aside. */
const printed = (text: string) =>
  [...text.matchAll(/^\s+([+-]) (\d+\.\d+\.\d+\.\d+) {2}/gm)]
    .map(([, sign, address]) => `${sign} ${address}`)
    .sort();
const sent = () =>
  panos
    .registrations()
    .filter(({ tag }) => tag === TAG)
    .map(({ kind, address }) => `${kind === "register" ? "+" : "-"} ${address}`)
    .sort();

it("a binding converges in one up with the labels and workloads of its program, and a second up changes nothing", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1", web02: "10.0.0.2" }));
  expect(printed(await stack.must("preview"))).toEqual(["+ 10.0.0.1", "+ 10.0.0.2"]);
  expect(panos.registrations()).toEqual([]);
  await stack.up();
  expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect(stack.resource("web").outputs).toMatchObject({
    tag: TAG,
    filter: `'${TAG}'`,
    memberCount: 2,
  });
  panos.clearRequests();
  await stack.up("--expect-no-changes");
  expect(panos.registrations()).toEqual([]);
});

it("the preview shows exactly the addresses of a first up when the PCE already has labels and workloads", async () => {
  const { href } = await scene.someone.createLabel({ key: "role", value: "web" });
  for (const last of [1, 2])
    await scene.someone.createWorkload({
      hostname: `web0${last}`,
      interfaces: [{ name: "eth0", address: `10.0.0.${last}` }],
      labels: [{ href }],
    });
  const stack = await stackOf(
    'new DagBinding("web", { labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" } });',
  );
  const preview = await stack.must("preview");
  expect(panos.registrations()).toEqual([]);
  await stack.up();
  expect(printed(preview)).toEqual(["+ 10.0.0.1", "+ 10.0.0.2"]);
  expect(sent()).toEqual(printed(preview));
});

it("the preview shows exactly the addresses of the following up, for two updates in a row", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1", web02: "10.0.0.2" }));
  await stack.up();
  for (const [one, other] of [
    ["10.0.0.1", "10.0.0.2"],
    ["10.0.0.7", "10.0.0.8"],
  ]) {
    const [web01] = scene.workloads().filter(({ hostname }) => hostname === "web01");
    await scene.someone.updateWorkload(web01.href, { interfaces: [{ name: "eth0", address: `${one}7` }] });
    panos.firewalls[0]!.register(`${other}9`, [TAG]);
    const preview = await stack.must("preview");
    panos.clearRequests();
    expect((await stack.preview())["web"]).toBe("update");
    expect(panos.registrations()).toEqual([]);
    await stack.must("up", "--target", "**web");
    expect(printed(preview).length).toBeGreaterThan(0);
    expect(sent()).toEqual(printed(preview));
  }
});

it("one up takes changes of the same program into a binding, also after another binding was planned", async () => {
  const first = `new DagBinding("all", { all: true, target: { firewall: "edge" }, tag: "all" });`;
  const stack = await stackOf(first + program({ web01: "10.0.0.1" }));
  await stack.up();
  stack.program = first + program({ web01: "10.0.0.9" });
  await stack.up();
  expect(members()).toEqual(["10.0.0.9"]);
});

it("up restores an entry that was removed by hand, and refresh shows it", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1", web02: "10.0.0.2" }));
  await stack.up();
  panos.firewalls[0]!.unregister("10.0.0.2", TAG);
  const preview = await stack.must("preview", "--diff");
  expect(preview).toContain("web: +1 -0 = 2");
  expect(printed(preview)).toEqual(["+ 10.0.0.2"]);
  await stack.must("refresh");
  expect(stack.resource("web").outputs.drift).toEqual({ "10.0.0.2": "missing" });
  await stack.up();
  expect(members()).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect(stack.resource("web").outputs.drift).toBeUndefined();
});

it("destroy removes the entries of the binding and leaves those of others", async () => {
  panos.firewalls[0]!.register("10.0.0.1", ["theirs"]);
  panos.firewalls[0]!.register("10.0.0.0/24", ["net"]);
  const before = panos.firewalls[0]!.registered();
  const stack = await stackOf(program({ web01: "10.0.0.1", web02: "10.0.0.2" }));
  await stack.up();
  expect(panos.firewalls[0]!.registered()["10.0.0.1"]).toEqual(["theirs", TAG]);
  await stack.must("destroy");
  expect(panos.firewalls[0]!.registered()).toEqual(before);
});

it("a binding is refused and changes nothing when another stack declares the tag", async () => {
  const one = await stackOf(program({ web01: "10.0.0.1" }));
  await one.up();
  const before = panos.firewalls[0]!.registered();
  const other = await scene.stack(
    `new DagBinding("web", { labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" } });`,
    {
      name: "other",
      environment: {
        ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
        ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
        ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
      },
    },
  );
  const preview = await other.run("preview");
  expect([preview.code === 0, preview.text]).toEqual([
    false,
    expect.stringContaining(`another declaration of the tag ${TAG} is in force in vsys1`),
  ]);
  const refused = await other.run("up");
  expect(refused.code).not.toBe(0);
  expect(refused.text).toContain(`another declaration of the tag ${TAG} is in force in vsys1`);
  expect(panos.firewalls[0]!.registered()).toEqual(before);
});

it("the next up heals a binding when the provider dies between the firewall's answer and the state", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1" }));
  await stack.up();
  await stack.must("destroy", "--target", "**web");
  expect(members()).toEqual([]);
  stack.death = "create";
  expect((await stack.run("up")).code).toBe(1);
  expect(members()).toEqual(["10.0.0.1"]);
  stack.death = undefined;
  await stack.up();
  expect(members()).toEqual(["10.0.0.1"]);
  await stack.up("--expect-no-changes");
});

it("a binding keeps its members when it is replaced by force", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1" }));
  await stack.up();
  const { urn } = stack.resource("web");
  await stack.up("--target-replace", urn);
  expect(members()).toEqual(["10.0.0.1"]);
  await stack.up("--expect-no-changes");
});

it("the next up heals a binding when an update failed before, or after, the firewall took the new declaration", async () => {
  const hosts = { web01: "10.0.0.1" };
  const stack = await stackOf(program(hosts));
  await stack.up();
  for (const [skipped, limit] of [
    [0, 5],
    [1, 6],
  ] as const) {
    stack.program = program(hosts, `, maxAddresses: ${limit}`);
    panos.before("user-id", () => panos.failNext({ path: /^user-id/, fault: "5xx" }), { skip: skipped });
    expect((await stack.run("up")).code).not.toBe(0);
    await stack.up();
    expect(members()).toEqual(["10.0.0.1"]);
    await stack.up("--expect-no-changes");
  }
});

it("a binding is neither changed nor dropped when the settings name another firewall", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1" }));
  await stack.up();
  const other = await startPanosSimulator({ seed: 2 });
  try {
    stack.setEnvironment({
      ILLUMIO_FIREWALL_EDGE_HOSTS: other.hosts.join(","),
      ILLUMIO_FIREWALL_EDGE_API_KEY: other.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: other.caFile,
    });
    for (const command of ["preview", "up", "refresh", "destroy"]) {
      const args = command === "preview" ? [command] : [command];
      const { code, text } = await stack.run(...args);
      expect([command, code === 0]).toEqual([command, false]);
      expect(text).toContain(
        `binding web is on ${panos.hosts[0]}, but the settings now name ${other.hosts[0]}`,
      );
    }
    expect(stack.resource("web").outputs.memberCount).toBe(1);
    expect([members(), other.firewalls[0]!.registered()]).toEqual([["10.0.0.1"], {}]);
  } finally {
    await other.close();
  }
});

it("destroy removes the entries of a binding also when somebody removed the revision tag", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1" }));
  await stack.up();
  const [[address, [tag]]] = Object.entries(panos.firewalls[0]!.registered()).filter(([, [first]]) =>
    first!.includes(".rev."),
  ) as [[string, [string]]];
  panos.firewalls[0]!.unregister(address, tag);
  await stack.must("destroy");
  expect(panos.firewalls[0]!.registered()).toEqual({});
});

it("a binding follows its firewalls behind a Panorama, and a refused change of them changes nothing", async () => {
  const panorama = await startPanoramaSimulator({ seed: 3 });
  try {
    const [first, second] = Object.keys(panorama.managed) as [string, string];
    const own = (serial: string) =>
      Object.entries(panorama.managed[serial]!.registered()).flatMap(([at, tags]) =>
        tags.includes(TAG) ? [at] : [],
      );
    const on = (serials: string[], more = "") =>
      program({ web01: "10.0.0.1" }, more).replace(
        '{ firewall: "edge" }',
        JSON.stringify({ firewall: "edge", serials }),
      );
    const stack = await stackOf(on([first]));
    stack.setEnvironment({
      ILLUMIO_FIREWALL_EDGE_HOSTS: panorama.hosts.join(","),
      ILLUMIO_FIREWALL_EDGE_API_KEY: panorama.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: panorama.caFile,
    });
    await stack.up();
    panorama.managed[second]!.register(
      "10.0.0.1",
      Array.from({ length: 32 }, (_, index) => `t${index}`),
    );
    stack.program = on([second]);
    expect((await stack.run("up")).text).toContain("10.0.0.1 has 32 tags already");
    expect([own(first), own(second)]).toEqual([["10.0.0.1"], []]);
    panorama.managed[second]!.unregister("10.0.0.1", "t0");
    await stack.up();
    expect([own(first), own(second)]).toEqual([[], ["10.0.0.1"]]);
    expect(panorama.managed[first]!.registered()).toEqual({});
  } finally {
    await panorama.close();
  }
});

it("a binding moves to another tag, and every problem of its arguments is reported at once", async () => {
  const hosts = { web01: "10.0.0.1" };
  const stack = await stackOf(program(hosts));
  await stack.up();
  stack.program = program(hosts, `, tag: "web servers"`);
  await stack.up();
  expect(panos.firewalls[0]!.registered()["10.0.0.1"]).toEqual(["web servers"]);
  stack.program = program(hosts, `, tag: "it's", maxRemovedShare: 2, colour: "red"`);
  const { code, text } = await stack.run("preview");
  expect(code).not.toBe(0);
  for (const problem of ["tag", "maxRemovedShare", "colour"]) expect(text).toContain(problem);
});

it("a preview without network compares only declared arguments, and up still reads", async () => {
  const stack = await stackOf(program({ web01: "10.0.0.1" }));
  await stack.up();
  stack.config = { "illumio:previewWithoutNetwork": "true" };
  panos.firewalls[0]!.unregister("10.0.0.1", TAG);
  const preview = await stack.must("preview", "--expect-no-changes");
  expect(preview).toContain("web: members not read");
  await stack.up();
  expect(members()).toEqual(["10.0.0.1"]);
});
