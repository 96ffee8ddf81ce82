import { target } from "../../../support/pce-policy";
import { AzureSide, FirewallScene } from "./firewall-scene";

let azure: AzureSide;
let scene: FirewallScene;
beforeAll(async () => {
  azure = await AzureSide.open();
});
afterAll(() => azure.close());
beforeEach(async () => {
  scene = await FirewallScene.open(azure);
});
afterEach(async () => {
  await scene.close();
  await azure.reset();
});

/** A database and hosts with public or private addresses, as the program declares them, and a firewall that follows them. */
const program = (hosts: Record<string, string>, more = "", after = "") => `
  const label = (value) => new Label(value, { key: "role", value, adopt: true });
  const [web, db] = [label("web"), label("db")];
  const database = new UnmanagedWorkload("orders", { name: "orders", labels: { role: db.value } });
  const hosts = ${JSON.stringify(Object.entries(hosts))}.map(([name, address]) => new UnmanagedWorkload(name, {
    hostname: name, interfaces: { eth0: { address } }, labels: { role: web.value },
  }));
  new SqlFirewall("orders-db", ${scene.args(more)}, { dependsOn: [...hosts, database] });
  ${after}
`;
const PUBLIC = { web01: "52.10.0.1", web02: "52.20.0.7" };
const OFFICE = `egress: { office: { privateRanges: ["10.8.0.0/16"], publicRanges: ["52.30.0.1"] } },`;
const SUBJECT = "illumio-iac.orders-db";

/** What a preview printed of ranges. */
const printed = (text: string) =>
  [...text.matchAll(/^\s+([+-]) (\d+\.\d+\.\d+\.\d+)(?:-(\d+\.\d+\.\d+\.\d+))? {2}/gm)]
    .map(([, sign, first, last = first]) => `${sign} ${SUBJECT}.${first}-${last}`)
    .sort();

test("the preview shows exactly the rules of a first up with their workload and rule, and a second up changes nothing", async () => {
  await scene.ruleSet();
  await scene.author.provision();
  await azure.byHand("ops", "52.99.0.1");
  azure.writes.length = 0;
  const stack = scene.stack(program({ ...PUBLIC, web03: "10.8.0.5" }, OFFICE));
  const preview = await stack.must("preview");
  expect(azure.writes).toEqual([]);
  expect(printed(preview)).toEqual([
    `+ ${SUBJECT}.52.10.0.1-52.10.0.1`,
    `+ ${SUBJECT}.52.20.0.7-52.20.0.7`,
    `+ ${SUBJECT}.52.30.0.1-52.30.0.1`,
  ]);
  expect(preview).toContain('web01 (52.10.0.1), rule "web to db" of orders');
  expect(preview).toContain('web03 (10.8.0.5 by egress.office), rule "web to db" of orders');
  await stack.up();
  expect(azure.writes.sort()).toEqual(printed(preview));
  expect(azure.ranges()).toEqual([
    "52.10.0.1-52.10.0.1",
    "52.20.0.7-52.20.0.7",
    "52.30.0.1-52.30.0.1",
    "52.99.0.1-52.99.0.1",
  ]);
  expect(stack.resource("orders-db").outputs).toMatchObject({
    ranges: 3,
    rules: 3,
    notExpressible: {},
    sharedEgressCount: 0,
    serverId: azure.sql.serverId,
    owner: "organization/shop/dev//orders-db",
  });
  azure.writes.length = 0;
  await stack.up("--expect-no-changes");
  expect(azure.writes).toEqual([]);
});

test("a rule in the draft changes nothing, and a provisioned one is in the next preview and up", async () => {
  const ruleSet = await scene.ruleSet();
  await scene.author.provision();
  const stack = scene.stack(program(PUBLIC));
  await stack.up();
  await scene.workload("app01", "52.40.0.1", "app");
  await scene.author.rule(ruleSet, {
    providers: [target(await scene.label("role", "db"))],
    consumers: [target(await scene.label("role", "app"))],
    ingress_services: [{ proto: 6, port: 1433 }],
  });
  expect(printed(await stack.must("preview", "--expect-no-changes"))).toEqual([]);
  await scene.author.provision();
  expect(printed(await stack.must("preview"))).toEqual([`+ ${SUBJECT}.52.40.0.1-52.40.0.1`]);
  expect((await stack.preview())["orders-db"]).toBe("update");
  azure.writes.length = 0;
  expect(await stack.up()).toMatch(/orders-db: server \S+: 1 rule written, 0 removed/);
  expect(azure.writes).toEqual([`+ ${SUBJECT}.52.40.0.1-52.40.0.1`]);
});

test("a rule that was removed or edited by hand comes back, a refresh shows it, and rules of others stay", async () => {
  await scene.policy(PUBLIC);
  await azure.byHand("ops", "52.99.0.1");
  const stack = scene.stack(scene.firewall());
  await stack.up();
  const before = azure.rules();
  await azure.removeByHand(`${SUBJECT}.52.10.0.1-52.10.0.1`);
  await azure.byHand(`${SUBJECT}.52.20.0.7-52.20.0.7`, "52.20.0.0", "52.20.0.255");
  await azure.byHand(`${SUBJECT}.9.9.9.9-9.9.9.9`, "9.9.9.9");
  await azure.byHand(azure.marks()[0]!, "192.0.2.77");
  await stack.must("refresh");
  expect(stack.resource("orders-db").outputs.drift).toEqual({
    "52.10.0.1": "missing",
    "52.20.0.7": "the rule was edited to 52.20.0.0-52.20.0.255",
    "9.9.9.9": "not wanted",
    [azure.marks()[0]!]: "the marker rule was edited",
  });
  const preview = await stack.must("preview");
  expect(preview).toContain("orders-db: +1 -2 = 2");
  expect(preview).toContain(
    "- 52.20.0.0-52.20.0.6, 52.20.0.8-52.20.0.255  the rule for 52.20.0.7 was edited to 52.20.0.0-52.20.0.255",
  );
  await stack.up();
  expect(azure.rules()).toEqual(before);
  expect(stack.resource("orders-db").outputs.drift).toBeUndefined();
  await stack.up("--expect-no-changes");
});

test("destroy removes the rules of the firewall and its marker, and nothing else", async () => {
  await scene.policy(PUBLIC);
  await azure.byHand("ops", "52.99.0.1");
  const stack = scene.stack(scene.firewall());
  await stack.up();
  expect(azure.marks()).toHaveLength(1);
  await stack.must("destroy");
  expect([azure.rules(), azure.marks()]).toEqual([{ ops: "52.99.0.1-52.99.0.1" }, []]);
});

test("one up takes changes of the same program into the firewall: a changed address, a new and a removed workload", async () => {
  await scene.ruleSet();
  await scene.author.provision();
  const stack = scene.stack(program({ web01: "52.10.0.1", web02: "52.20.0.7" }));
  await stack.up();
  stack.program = program({ web01: "52.10.0.2", web03: "52.30.0.3" });
  const preview = await stack.must("preview");
  // A preview is not told of deletions; the run that makes them follows.
  expect(printed(preview)).toContain(`+ ${SUBJECT}.52.10.0.2-52.10.0.2`);
  const text = await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.2-52.10.0.2", "52.30.0.3-52.30.0.3"]);
  expect(text).toMatch(/- 52\.20\.0\.7 {2}no rule of the PCE needs it/);
  await stack.up("--expect-no-changes");
});

test("a firewall follows workloads that the run writes after it, although it does not depend on them", async () => {
  await scene.ruleSet();
  await scene.author.provision();
  await scene.workload("orders", "10.9.0.1", "db");
  const after = (hosts: Record<string, string>) => `
    new SqlFirewall("orders-db", ${scene.args()});
    for (const [name, address] of ${JSON.stringify(Object.entries(hosts))}) new UnmanagedWorkload(name, {
      hostname: name, interfaces: { eth0: { address } }, labels: { role: "web" } });
  `;
  const stack = scene.stack(after({ web01: "52.10.0.1", web02: "52.10.0.2" }));
  await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.2"]);
  stack.program = after({ web01: "52.10.0.1", web03: "52.10.0.9" });
  await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1", "52.10.0.9-52.10.0.9"]);
  await stack.up("--expect-no-changes");
});

test("a run fails that cannot take the rule of a deleted workload away, names the workload, and the next run heals", async () => {
  await scene.ruleSet();
  await scene.author.provision();
  const stack = scene.stack(program(PUBLIC));
  await stack.up();
  stack.program = program({ web01: "52.10.0.1" });
  const lock = `${azure.sql.serverId}/providers/Microsoft.Authorization/locks/keep`;
  await azure.sql.arm.put(lock, { properties: { level: "ReadOnly" } });
  const { code, text } = await stack.run("up");
  expect(code).toBe(1);
  expect(text).toMatch(
    /workload web02.* is deleted in the PCE, but firewall orders-db could not follow: .*52\.20\.0\.7/s,
  );
  await azure.sql.arm.call("DELETE", lock);
  await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1"]);
  await stack.up("--expect-no-changes");
});

test("a preview names what it does not know yet: an unknown provider, and workloads without known addresses", async () => {
  await scene.ruleSet();
  await scene.author.provision();
  const stack = scene.stack(
    program(PUBLIC, "").replace(
      'provider: { labels: { role: { anyOf: ["db"] } } }',
      "provider: { workload: database.href }",
    ),
  );
  const preview = await stack.must("preview");
  expect(preview).toContain("orders-db: ranges known after apply (provider.workload)");
  expect(printed(preview)).toEqual([]);
  await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1", "52.20.0.7-52.20.0.7"]);
  azure.writes.length = 0;
  await stack.up("--expect-no-changes");
  expect(azure.writes).toEqual([]);
  const late = (
    role: string,
  ) => `new UnmanagedWorkload("late", { hostname: "late", labels: { role: "${role}" },
    interfaces: { eth0: { address: new UnmanagedWorkload("source", { hostname: "source",
      interfaces: { eth0: { address: "10.9.9.9" } } }).href.apply(() => "52.50.0.1") } } });`;
  stack.program = late("web") + stack.program;
  expect(await stack.must("preview")).toContain("orders-db: ranges known after apply (workload late)");
  expect((await stack.preview())["orders-db"]).toBe("update");
  stack.program = stack.program.replace('{ role: "web" }', '{ role: "db" }');
  expect((await stack.preview())["orders-db"]).toBe("same");
});

test("with membership: sync only the first deployment writes, and later differences are reported", async () => {
  await scene.policy();
  const stack = scene.stack(scene.firewall('membership: "sync",'));
  await stack.up();
  await scene.workload("web02", "52.20.0.7", "web");
  azure.writes.length = 0;
  const text = await stack.up();
  expect(text).toContain("orders-db: the rules differ, which sql-sync will settle (membership: sync)");
  expect(azure.writes).toEqual([]);
  stack.program = scene.firewall('membership: "deploy",');
  await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1", "52.20.0.7-52.20.0.7"]);
});

test("after a run of sql-sync an up changes nothing, and a refresh brings the outputs up to date", async () => {
  await scene.policy(PUBLIC);
  const stack = scene.stack(scene.firewall());
  await stack.up();
  const { digest } = stack.resource("orders-db").outputs;
  await scene.workload("web03", "52.30.0.3", "web");
  await scene.workload("web09", "10.9.0.9", "web");
  await scene.sync(stack.resource("orders-db").outputs["definition"]);
  expect(azure.ranges()).toHaveLength(3);
  azure.writes.length = 0;
  await stack.up("--expect-no-changes");
  expect(stack.resource("orders-db").outputs).toMatchObject({ ranges: 2, rules: 2, digest });
  await stack.must("refresh");
  const { outputs } = stack.resource("orders-db");
  expect(outputs).toMatchObject({ ranges: 3, rules: 3, notExpressible: { unmapped: 1 } });
  expect([outputs["digest"] === digest, outputs["drift"]]).toEqual([false, undefined]);
  await stack.up("--expect-no-changes");
  expect(stack.resource("orders-db").outputs).toEqual(outputs);
  expect(azure.writes).toEqual([]);
});

test("another name makes new rules before the old ones go, and a forced replacement keeps all", async () => {
  await scene.policy(PUBLIC);
  const stack = scene.stack(scene.firewall());
  await stack.up();
  azure.writes.length = 0;
  await stack.up("--target-replace", stack.resource("orders-db").urn);
  expect(azure.writes).toEqual([]);
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1", "52.20.0.7-52.20.0.7"]);
  await stack.up("--expect-no-changes");
  stack.program = scene.firewall('name: "Orders (new)",');
  expect((await stack.preview())["orders-db"]).toBe("replace");
  await stack.up();
  const signs = azure.writes.map((write) => write[0]).join("");
  expect(signs).toBe("++--");
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1", "52.20.0.7-52.20.0.7"]);
  expect(azure.marks()).toHaveLength(1);
  await stack.up("--expect-no-changes");
});

test("a preview without network compares only declared arguments, and up still reads", async () => {
  await scene.policy();
  const stack = scene.stack(scene.firewall());
  await stack.up();
  stack.config = { "illumio:previewWithoutNetwork": "true" };
  await azure.removeByHand(`${SUBJECT}.52.10.0.1-52.10.0.1`);
  const preview = await stack.must("preview", "--expect-no-changes");
  expect(preview).toContain("orders-db: ranges not read");
  await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1"]);
});

test("a refresh shows that the provider is gone, and does not fail", async () => {
  await scene.ruleSet();
  await scene.author.provision();
  const database = await scene.workload("orders", "10.9.0.1", "db");
  await scene.workload("web01", "52.10.0.1", "web");
  const stack = scene.stack(scene.firewall());
  await stack.up();
  await scene.author.remove(database);
  await stack.must("refresh");
  expect(stack.resource("orders-db").outputs.drift).toEqual({
    policy: expect.stringContaining("no workload of the PCE matches role=db"),
  });
  expect((await stack.run("up")).text).toContain("no workload of the PCE matches role=db");
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1"]);
});

test("the state and what is printed hold no secret", async () => {
  await scene.policy();
  const stack = scene.stack(scene.firewall());
  const text = (await stack.must("preview")) + (await stack.up());
  const all = text + JSON.stringify(stack.resources());
  expect(all).not.toContain(scene.pce.apiKeySecret);
  expect(all).not.toMatch(/eyJ[\w-]{10,}\./);
});
