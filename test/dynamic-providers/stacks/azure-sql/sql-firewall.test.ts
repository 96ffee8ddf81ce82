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
const HOSTS = { web01: "198.18.0.1", web02: "203.0.114.7" };
const PUBLIC = { web01: "52.10.0.1", web02: "52.20.0.7" };
const OFFICE = `egress: { office: { privateRanges: ["10.8.0.0/16"], publicRanges: ["52.30.0.1"] } },`;
const SUBJECT = "illumio-iac.orders-db";

/** What a preview printed of ranges. */
const printed = (text: string) =>
  [...text.matchAll(/^\s+([+-]) (\d+\.\d+\.\d+\.\d+)(?:-(\d+\.\d+\.\d+\.\d+))? {2}/gm)]
    .map(([, sign, first, last = first]) => `${sign} ${SUBJECT}.${first}-${last}`)
    .sort();

test("the preview shows exactly the rules of a first up with their workload and rule, and a second up changes nothing", async () => {
  void HOSTS;
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
