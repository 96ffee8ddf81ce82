import { pceEnvironment } from "../../../support/environments";
import { InProcessProvider } from "../../in-process-provider";
import { AzureSide, FirewallScene } from "./firewall-scene";

jest.mock("node:timers/promises", () => require("../../../support/short-pauses"));

let azure: AzureSide;
let scene: FirewallScene;
beforeAll(async () => {
  azure = await AzureSide.open();
});
afterAll(() => azure.close());
beforeEach(async () => {
  scene = await FirewallScene.open(azure);
  await scene.policy({ web01: "52.10.0.1", web02: "52.20.0.7" });
});
afterEach(async () => {
  await scene.close();
  await azure.reset();
});

const BOTH = ["52.10.0.1-52.10.0.1", "52.20.0.7-52.20.0.7"];

test("two firewalls of one program with the same name on one server are refused, and with different names both stand", async () => {
  const twice = (one: string, other: string) =>
    scene.firewall(`name: "${one}",`, "one") + scene.firewall(`name: "${other}",`, "other");
  const stack = scene.stack(twice("db", "db"));
  for (const command of ["preview", "up"]) {
    const { code, text } = await stack.run(command);
    expect([command, code]).toEqual([command, 1]);
    expect(text).toContain("the firewall db of this program has the same name and prefix on server orders");
  }
  stack.program = twice("db", "db2");
  await stack.up();
  expect(Object.keys(azure.rules()).sort()).toEqual([
    "illumio-iac.db.52.10.0.1-52.10.0.1",
    "illumio-iac.db.52.20.0.7-52.20.0.7",
    "illumio-iac.db2.52.10.0.1-52.10.0.1",
    "illumio-iac.db2.52.20.0.7-52.20.0.7",
  ]);
  expect(azure.marks()).toHaveLength(2);
});

test("two firewalls of one program for which their server has no room together fail the preview, and an up writes the first alone", async () => {
  const both = (maxRules: number) => `
    const one = new SqlFirewall("one", ${scene.args(`maxRules: ${maxRules},`)});
    new SqlFirewall("two", ${scene.args(`maxRules: ${maxRules},`)}, { dependsOn: one });
  `;
  const stack = scene.stack(both(5));
  const preview = await stack.run("preview");
  expect(preview.code).toBe(1);
  expect(preview.text).toContain(
    "the server would have 6 IP rules, 3 of them new for this declaration and 3 for others of this run, and maxRules allows 5",
  );
  expect([azure.writes, azure.marks()]).toEqual([[], []]);
  const up = await stack.run("up");
  expect(up.code).toBe(1);
  expect(up.text).toContain("firewall two: nothing was written. the server would have 6 IP rules");
  expect([azure.ranges(), azure.marks().length]).toEqual([BOTH, 1]);
  stack.program = both(6);
  await stack.up();
  expect([azure.ranges(), azure.marks().length]).toEqual([[...BOTH, ...BOTH].sort(), 2]);
  await stack.up("--expect-no-changes");
  await scene.workload("web03", "52.30.0.3", "web");
  stack.program = both(7);
  expect(await stack.run("preview")).toMatchObject({
    code: 1,
    text: expect.stringContaining("the server would have 8 IP rules, 1 of them new for this declaration"),
  });
});

test("of two firewalls that are created at the same moment and have no room together, one is refused before it writes", async () => {
  const provider = new InProcessProvider({
    provider: 'exports.handler=()=>require("illumio-iac/providers/azure-sql/sql-firewall");',
    environment: pceEnvironment(scene.pce),
    sqlServers: () => azure.servers(),
  });
  const checked = await Promise.all(
    ["one", "two"].map((name) =>
      provider.check({
        name,
        server: azure.sql.place,
        provider: { labels: { role: { anyOf: ["db"] } } },
        maxRules: 5,
        __illumioOwner: `organization/shop/dev//${name}`,
      }),
    ),
  );
  const ends = await Promise.allSettled(checked.map(({ inputs }) => provider.create(inputs)));
  expect(ends.flatMap((end) => (end.status === "rejected" ? [end.reason.message] : []))).toEqual([
    expect.stringMatching(
      /nothing was written\. the server would have 6 IP rules, 3 of them new for this declaration and 3 for others of this run/,
    ),
  ]);
  expect([azure.ranges(), azure.marks().length]).toEqual([BOTH, 1]);
  await provider.close();
});

test("another stack with the same name is refused before any write, and with adopt: true it puts the first out of force", async () => {
  const one = scene.stack(scene.firewall());
  await one.up();
  const other = scene.stack(scene.firewall(), { name: "other" });
  azure.writes.length = 0;
  const [mark] = azure.marks();
  for (const command of ["preview", "up"]) {
    const { code, text } = await other.run(command);
    expect([command, code]).toEqual([command, 1]);
    expect(text).toContain(
      `another declaration of the names illumio-iac.orders-db.* is in force on server orders (${mark})`,
    );
    expect(text).toContain("declare it with adopt: true");
  }
  expect([azure.writes, azure.marks()]).toEqual([[], [mark]]);
  other.program = scene.firewall("adopt: true,");
  expect(await other.must("preview")).toContain("up puts it out of force (adopt: true)");
  await other.up();
  expect(azure.marks()).not.toEqual([mark]);
  for (const command of ["preview", "up"])
    expect((await one.run(command)).text).toContain("declare it with adopt: true");
  await one.must("refresh");
  expect(one.resource("orders-db").outputs.drift).toEqual({
    declaration: expect.stringContaining("another one is in force"),
  });
  expect(await one.must("destroy")).toContain(
    "stay on server orders: the declaration of somebody else is in force",
  );
  expect(azure.ranges()).toEqual(BOTH);
  await other.up("--expect-no-changes");
  await other.must("destroy");
  expect(azure.sql.names()).toEqual([]);
});

test("a firewall goes on with that of a stack that is gone, by takeOverFrom", async () => {
  await scene.stack(scene.firewall(), { name: "gone" }).up();
  azure.writes.length = 0;
  const stack = scene.stack(scene.firewall('takeOverFrom: "organization/shop/gone//orders-db",'));
  const preview = await stack.must("preview");
  expect(preview).toContain("firewall orders-db goes on with that of 'organization/shop/gone//orders-db'");
  await stack.up();
  expect([azure.writes, azure.marks().length]).toEqual([[], 1]);
  await stack.up("--expect-no-changes");
  await stack.must("destroy");
  expect(azure.sql.names()).toEqual([]);
});

test("a firewall that is renamed through an alias keeps its rules", async () => {
  const stack = scene.stack(scene.firewall());
  await stack.up();
  azure.writes.length = 0;
  stack.program = `new SqlFirewall("renamed", ${scene.args('name: "orders-db",')}, { aliases: [{ name: "orders-db" }] });`;
  await stack.up();
  expect([azure.writes, azure.marks().length]).toEqual([[], 1]);
  expect(stack.resource("renamed").outputs["owner"]).toBe("organization/shop/dev//renamed");
  await stack.up("--expect-no-changes");
});

/** What stands on the server; creations are not told apart. */
const picture = () => [azure.rules(), azure.marks().map((mark) => mark.replace(/\.[0-9a-f]{8}$/, ""))];

test.each([0, 1, 2, 3, 4, 5])(
  "a create that is cut off after %d writes heals in the next up",
  async (writes) => {
    await azure.byHand("ops", "52.99.0.1");
    const stack = scene.stack(scene.firewall());
    azure.cutAfter(writes);
    const { code } = await stack.run("up");
    azure.mend();
    if (stack.resources().length > 0) stack.forget("orders-db"); // a killed run writes no state
    if (writes < 5) expect(code).toBe(1);
    await stack.up();
    await stack.up("--expect-no-changes");
    expect(azure.ranges()).toEqual([...BOTH, "52.99.0.1-52.99.0.1"].sort());
    expect(azure.marks()).toHaveLength(1);
    await stack.must("destroy");
    expect(picture()).toEqual([{ ops: "52.99.0.1-52.99.0.1" }, []]);
  },
);

test.each([0, 1, 2, 4])(
  "an update that is cut off after %d writes heals in the next up, and goes back to the earlier declaration",
  async (writes) => {
    const stack = scene.stack(scene.firewall());
    await stack.up();
    const earlier = picture();
    stack.program = scene.firewall('markerAddress: "192.0.2.9", azureServices: "allow",');
    azure.cutAfter(writes);
    await stack.run("up");
    azure.mend();
    await stack.must("refresh");
    await stack.up();
    await stack.up("--expect-no-changes");
    expect(azure.ranges()).toEqual(["0.0.0.0-0.0.0.0", ...BOTH]);
    stack.program = scene.firewall();
    await stack.up();
    expect(picture()).toEqual(earlier);
    await stack.up("--expect-no-changes");
  },
);

test.each([1, 2])(
  "a destroy that is cut off after %d writes is made up for by the next one",
  async (writes) => {
    const stack = scene.stack(scene.firewall());
    await stack.up();
    azure.cutAfter(writes);
    expect((await stack.run("destroy")).code).toBe(1);
    azure.mend();
    await stack.must("destroy");
    expect(azure.sql.names()).toEqual([]);
  },
);

test("of two runs that declare one firewall at the same moment one wins, and both destroys leave nothing", async () => {
  const run = () =>
    new InProcessProvider({
      provider: 'exports.handler=()=>require("illumio-iac/providers/azure-sql/sql-firewall");',
      environment: pceEnvironment(scene.pce),
      sqlServers: () => azure.servers(),
    });
  const declared = (stack: string, maxRules: number) => ({
    name: "orders-db",
    server: azure.sql.place,
    provider: { labels: { role: { anyOf: ["db"] } } },
    maxRules,
    __illumioOwner: `organization/shop/${stack}//orders-db`,
  });
  const runs = [run(), run()];
  const checked = await Promise.all(runs.map((one, index) => one.check(declared(`s${index}`, 100 + index))));
  expect(checked.map(({ inputs }) => inputs["summary"])).toEqual(["+2 -0 = 2", "+2 -0 = 2"]);
  const ends = await Promise.allSettled(runs.map((one, index) => one.create(checked[index]!.inputs)));
  const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason.message] : []));
  expect(failures).toEqual([
    expect.stringMatching(/another declaration of the names illumio-iac\.orders-db\.\*/),
  ]);
  expect([azure.ranges(), azure.marks().length]).toEqual([BOTH, 1]);
  for (const [index, end] of ends.entries()) {
    if (end.status === "fulfilled") await runs[index]!.delete(end.value.id, end.value.outs);
    else if (end.reason.initFailure)
      await runs[index]!.delete(end.reason.initFailure.id, end.reason.initFailure.properties);
  }
  expect(azure.sql.names()).toEqual([]);
  await Promise.all(runs.map((one) => one.close()));
});
