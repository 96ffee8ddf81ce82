import type { PceSimulator } from "../../../../sandbox/pce";
import { target } from "../../../support/pce-policy";
import { AzureSide, FirewallScene } from "./firewall-scene";

jest.mock("node:timers/promises", () => require("../../../support/skipped-pauses"));

let azure: AzureSide;
let scene: FirewallScene;
beforeAll(async () => {
  azure = await AzureSide.open();
});
afterAll(() => azure.close());
beforeEach(async () => {
  scene = await FirewallScene.open(azure);
  await scene.policy();
});
afterEach(async () => {
  await scene.close();
  await azure.reset();
});

/** Preview and up fail with this text, and nothing is written. */
async function expectRefused(program: string, text: string | RegExp): Promise<void> {
  const stack = scene.stack(program);
  for (const command of ["preview", "up"]) {
    const result = await stack.run(command);
    expect([command, result.code]).toEqual([command, 1]);
    expect(result.text).toMatch(text);
  }
  expect([azure.writes, azure.marks()]).toEqual([[], []]);
}

test("public network access that is switched off fails before any write, and says what it means", async () => {
  await azure.publicAccess("Disabled");
  try {
    await expectRefused(
      scene.firewall(),
      /public network access of server orders is switched off: .*private endpoints only/,
    );
  } finally {
    await azure.publicAccess("Enabled");
  }
});

test("an identity without a role is told which one it needs", async () => {
  const { arm } = azure.sql;
  const id = arm.id("Microsoft.ManagedIdentity/userAssignedIdentities/nobody");
  const { properties } = await arm.put(id, { location: "westeurope" });
  const stack = scene.stack(scene.firewall(), { servers: () => azure.servers(properties.principalId) });
  for (const command of ["preview", "up"]) {
    const { code, text } = await stack.run(command);
    expect([command, code]).toEqual([command, 1]);
    expect(text).toMatch(/AuthorizationFailed: .*needs the role "SQL Server Contributor" on the server/);
  }
  expect(azure.marks()).toEqual([]);
});

test("a storm of 429 passes", async () => {
  const stack = scene.stack(scene.firewall());
  const code = "SubscriptionTooManyCreateUpdateRequests";
  azure.sql.cloud.outages.begin({ service: "arm", status: 429, code, retryAfterInSeconds: 5, count: 6 });
  await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1"]);
  await stack.up("--expect-no-changes");
});

test.each([
  ["does not answer", "reset=1", (pce: PceSimulator) => `PCE at ${pce.host}:${pce.port}`],
  ["answers 5xx to all", "5xx=1", () => "PCE answered 5\\d\\d to GET"],
])(
  "a PCE that %s is named in every refusal, nothing is written, and destroy needs the server alone",
  async (_what, faults, words) => {
    const named = new RegExp(`error: .*${words(scene.pce)}`);
    scene.pce.setFaults(faults);
    await expectRefused(scene.firewall(), named);
    scene.pce.setFaults("");
    const stack = scene.stack(scene.firewall());
    await stack.up();
    const outputs = stack.resource("orders-db").outputs;
    await scene.workload("web02", "52.20.0.7", "web");
    scene.pce.setFaults(faults);
    const calls = scene.pce.counters.requests;
    azure.writes.length = 0;
    for (const command of ["preview", "up", "refresh"]) {
      const { code, text } = await stack.run(command);
      expect([command, code]).toEqual([command, 1]);
      expect(text).toMatch(named);
    }
    expect(scene.pce.counters.requests).toBeGreaterThan(calls);
    expect([azure.writes, stack.resource("orders-db").outputs]).toEqual([[], outputs]);
    await stack.must("destroy");
    expect(azure.sql.names()).toEqual([]);
  },
);

test("rules beyond the limit fail before any write, with the counts", async () => {
  for (const last of [1, 2, 3]) await azure.byHand(`ops${last}`, `52.99.0.${last}`);
  await expectRefused(
    scene.firewall("maxRules: 4,"),
    /the server would have 5 IP rules \(1 of this declaration, its marker, 3 of others\), and maxRules allows 4/,
  );
});

test("a private address that no entry of egress matches is reported and never written, and refused with unmapped: fail", async () => {
  await scene.workload("web09", "10.9.0.9", "web");
  await expectRefused(
    scene.firewall('unmapped: "fail",'),
    /no entry of egress matches .*web09 \(10\.9\.0\.9\)/,
  );
  const stack = scene.stack(scene.firewall());
  expect(await stack.must("preview")).toContain("not expressible: 1 unmapped: web09 (10.9.0.9)");
  await stack.up();
  expect(azure.ranges()).toEqual(["52.10.0.1-52.10.0.1"]);
  expect(stack.resource("orders-db").outputs["notExpressible"]).toEqual({ unmapped: 1 });
});

test("workloads that come in behind a shared address are named, and refused with sharedEgress: fail", async () => {
  await scene.workload("web08", "10.8.0.8", "web");
  await scene.workload("batch01", "10.8.0.9", "batch");
  const egress = 'egress: { office: { privateRanges: ["10.8.0.0/16"], publicRanges: ["52.30.0.1"] } },';
  const text =
    "workloads come in that no rule allows, behind addresses of others: batch01 (10.8.0.9) by 52.30.0.1";
  await expectRefused(
    scene.firewall(`${egress} sharedEgress: "fail",`),
    /batch01 \(10\.8\.0\.9\) by 52\.30\.0\.1/,
  );
  const stack = scene.stack(scene.firewall(egress));
  expect(await stack.must("preview")).toContain(text);
  await stack.up();
  expect(stack.resource("orders-db").outputs).toMatchObject({ sharedEgressCount: 1, ranges: 2 });
});

test("what an override deny names and would come in all the same fails the run", async () => {
  await scene.workload("web08", "10.8.0.8", "web");
  await scene.workload("batch01", "10.8.0.9", "batch");
  const ruleSet = await scene.author.ruleSet("deny");
  await scene.author.denyRule(ruleSet, {
    override: true,
    providers: [target(await scene.label("role", "db"))],
    consumers: [target(await scene.label("role", "batch"))],
    ingress_services: [{ proto: 6, port: 1433 }],
  });
  await scene.author.provision();
  await expectRefused(
    scene.firewall('egress: { office: { privateRanges: ["10.8.0.0/16"], publicRanges: ["52.30.0.1"] } },'),
    /batch01 \(10\.8\.0\.9\) comes in by 52\.30\.0\.1, although rule \d+ of deny, an override deny, names it/,
  );
});

test("exclusive: true removes rules of nobody here, each named in the preview, and not those of another declaration", async () => {
  const other = scene.stack(scene.firewall("", "other"));
  await other.up();
  await azure.byHand("ops", "52.99.0.1");
  await azure.byHand("AllowAllWindowsAzureIps", "0.0.0.0");
  const stack = scene.stack(scene.firewall('exclusive: true, azureServices: "remove",'));
  const preview = await stack.must("preview");
  expect(preview).toContain("- 52.99.0.1  rule ops, which no declaration here owns (exclusive: true)");
  expect(preview).toContain(
    "- 0.0.0.0  rule AllowAllWindowsAzureIps, services of Azure (azureServices: remove)",
  );
  await stack.up();
  expect(Object.keys(azure.rules()).sort()).toEqual([
    "illumio-iac.orders-db.52.10.0.1-52.10.0.1",
    "illumio-iac.other.52.10.0.1-52.10.0.1",
  ]);
  await stack.up("--expect-no-changes");
});

test("the rule for services of Azure is warned of and stays, by default", async () => {
  await azure.byHand("AllowAllWindowsAzureIps", "0.0.0.0");
  const stack = scene.stack(scene.firewall());
  expect(await stack.must("preview")).toContain(
    "warning: the rule AllowAllWindowsAzureIps admits services of every tenant of Azure and stays",
  );
  await stack.up();
  expect(Object.keys(azure.rules())).toContain("AllowAllWindowsAzureIps");
});

test("workloads come through a subnet by a network rule, which goes with the firewall", async () => {
  await scene.workload("web07", "10.7.2.9", "web");
  const egress = `egress: { shop: { privateRanges: ["10.7.2.0/24"], subnetIds: ["${azure.sql.subnetId()}"] } },`;
  const stack = scene.stack(scene.firewall(egress));
  const preview = await stack.must("preview");
  expect(preview).toContain(`+ ${azure.sql.subnetId()}  web07 (10.7.2.9 by egress.shop)`);
  await stack.up();
  expect(azure.sql.names("virtualNetworkRules")).toHaveLength(1);
  expect(stack.resource("orders-db").outputs).toMatchObject({ rules: 2, ranges: 1 });
  await stack.up("--expect-no-changes");
  await stack.must("destroy");
  expect([azure.sql.names("virtualNetworkRules"), azure.sql.names()]).toEqual([[], []]);
});

test("every problem of the arguments is reported at once, with its path", async () => {
  const stack = scene.stack(
    scene.firewall(
      'egress: { office: { privateRanges: ["52.1.0.0/16"] } }, ports: [{ port: 0 }], markerAddress: "10.0.0.1", colour: 1,',
    ),
  );
  const { code, text } = await stack.run("preview");
  expect(code).toBe(1);
  for (const problem of [
    "egress.office.privateRanges[0]",
    "egress.office",
    "ports[0].port",
    "markerAddress",
    "colour",
  ])
    expect(text).toContain(`property ${problem} has a problem`);
});

test("known arguments are checked in a preview that does not know the others", async () => {
  const stack = scene.stack(`
    const database = new UnmanagedWorkload("orders", { name: "orders-2" });
    new SqlFirewall("orders-db", { server: ${JSON.stringify(azure.sql.place)}, provider: { workload: database.href },
      egress: { office: { privateRanges: [database.href], publicRanges: ["52.30.0.1"] } }, markerAddress: "10.0.0.1" });
  `);
  const { code, text } = await stack.run("preview");
  expect(code).toBe(1);
  expect(text).toContain("property markerAddress has a problem");
  expect(text).not.toContain("property egress");
  expect(text).not.toContain("property provider");
});

test("a server that is gone is named, a refresh drops the firewall, and a destroy succeeds", async () => {
  const { arm, place, serverId } = azure.sql;
  const gone = scene.firewall().replace('"serverName":"orders"', '"serverName":"orders-2"');
  await arm.put(serverId.replace(/orders$/, "orders-2"), {
    location: "westeurope",
    properties: { administratorLogin: "dba", administratorLoginPassword: "Correct-Horse-1" },
  });
  const stack = scene.stack(gone);
  await stack.up();
  const destroyed = scene.stack(gone.replace('"orders-db"', '"second"'));
  await destroyed.up();
  await arm.call("DELETE", serverId.replace(/orders$/, "orders-2"));
  expect((await stack.run("up")).text).toMatch(/Check subscriptionId, resourceGroupName and serverName/);
  await stack.must("refresh");
  expect(stack.resources()).toEqual([]);
  expect(await destroyed.must("destroy")).toContain("server orders-2 is gone, and its rules with it");
  expect(place.serverName).toBe("orders");
});

test("a server that was moved to another resource group fails with what to do, and its rules go on under the new place", async () => {
  const { arm, cloud } = azure.sql;
  await arm.group("rg2");
  const [from, to] = ["rg", "rg2"].map((group) => arm.id("Microsoft.Sql/servers/moving", group)) as [
    string,
    string,
  ];
  const body = {
    location: "westeurope",
    properties: { administratorLogin: "dba", administratorLoginPassword: "Correct-Horse-1" },
  };
  await arm.put(from, body);
  const program = scene.firewall().replace('"serverName":"orders"', '"serverName":"moving"');
  const stack = scene.stack(program);
  await stack.up();
  const rules = cloud.resources.list("Microsoft.Sql/servers/firewallRules");
  for (const { id } of rules) await cloud.resources.delete(id);
  await arm.call("DELETE", from);
  await arm.put(to, body);
  for (const { name, properties } of rules) await arm.put(`${to}/firewallRules/${name}`, { properties });
  for (const command of ["refresh", "destroy"])
    expect((await stack.run(command)).text).toMatch(
      /server moving is not in the resource group rg any more, it was moved .*pulumi state delete.*new resourceGroupName/,
    );
  stack.forget("orders-db");
  stack.program = program.replace('"resourceGroupName":"rg"', '"resourceGroupName":"rg2"');
  azure.writes.length = 0;
  await stack.up();
  expect(azure.writes).toEqual([]);
  expect(azure.marks()).toHaveLength(1);
  await stack.must("destroy");
  await arm.call("DELETE", to);
});
