import { connect } from "node:net";
import { ArmTable } from "../../../../sandbox/azure/arm/arm-table";
import { type SqlEndpoint, startSqlEndpoint } from "../../../../sandbox/azure/sql/sql-endpoint";

const GROUP = "/subscriptions/s/resourceGroups/rg/providers";
const SERVER = `${GROUP}/Microsoft.Sql/servers/orders`;
const NETWORK = `${GROUP}/Microsoft.Network/virtualNetworks/shop`;

let resources: ArmTable;
let endpoint: SqlEndpoint;

beforeEach(async () => {
  resources = new ArmTable();
  endpoint = await startSqlEndpoint({ resources });
  await resources.put(SERVER, { properties: { fullyQualifiedDomainName: "orders.database.windows.net" } });
  const endpoints = { serviceEndpoints: [{ service: "microsoft.sql" }] };
  await resources.put(`${NETWORK}/subnets/sql`, {
    properties: { addressPrefix: "10.7.2.0/24", ...endpoints },
  });
  await resources.put(`${NETWORK}/subnets/plain`, { properties: { addressPrefixes: ["10.7.1.0/24"] } });
});
afterEach(() => endpoint.close());

const allow = (name: string, startIpAddress: string, endIpAddress = startIpAddress) =>
  resources.put(`${SERVER}/firewallRules/${name}`, { properties: { startIpAddress, endIpAddress } });
const from = async (loopback: string, server = "orders") => (await endpoint.connect(loopback, server)).text;

test("a client is let in by a rule that holds its public address, by name or host name of the server", async () => {
  await allow("office", "81.20.0.5", "81.20.1.9");
  expect(await from("127.81.1.9")).toBe("Connected to orders.database.windows.net from 81.20.1.9.");
  expect(await from("127.81.0.5", "Orders.database.windows.net")).toMatch(/^Connected/);
  expect(await from("127.81.1.10")).toBe(
    "Error 40615: Cannot open server 'orders' requested by the login. Client with IP address '81.20.1.10' is not allowed to " +
      "access the server. To enable access, use the Azure Management Portal or run sp_set_firewall_rule on the master " +
      "database to create a firewall rule for this IP address or address range. It may take up to five minutes for this " +
      "change to take effect.",
  );
});

test("a rule for a private address lets nobody in", async () => {
  await allow("private", "10.0.0.0", "10.255.255.255");
  expect(await from("127.81.0.5")).toMatch(/^Error 40615: .*'81\.20\.0\.5'/);
  expect(await from("127.7.1.5")).toMatch(/^Error 40615: .*'52\.150\.255\.254'/);
});

test("the rule for Azure lets in addresses of Azure and no other", async () => {
  await allow("AllowAllWindowsAzureIps", "0.0.0.0");
  expect(await from("127.52.0.9")).toMatch(/^Connected .* from 52\.150\.0\.9\.$/);
  expect(await from("127.7.1.5")).toMatch(/^Connected/);
  expect(await from("127.203.113.9")).toMatch(/^Error 40615: .*'203\.0\.113\.9'/);
});

test("a subnet with the service endpoint comes in by a network rule that is ready, and not by an address", async () => {
  await allow("all", "0.0.0.0", "255.255.255.255");
  expect(await from("127.7.2.5")).toBe(
    "Error 40914: Cannot open server 'orders' requested by the login. Client is not allowed to access the server.",
  );
  expect(await from("127.7.1.5")).toMatch(/^Connected/);
  const rule = (state: string) =>
    resources.put(`${SERVER}/virtualNetworkRules/sql`, {
      properties: { virtualNetworkSubnetId: `${NETWORK}/subnets/SQL`, state },
    });
  await rule("InProgress");
  expect(await from("127.7.2.5")).toMatch(/^Error 40914/);
  await rule("Ready");
  expect(await from("127.7.2.5")).toBe(
    `Connected to orders.database.windows.net from ${NETWORK}/subnets/sql.`,
  );
});

test("public network access that is off keeps everybody out", async () => {
  await allow("office", "81.20.0.5");
  await resources.put(SERVER, { properties: { publicNetworkAccess: "Disabled" } });
  expect(await from("127.81.0.5")).toMatch(/^Error 47073: .*use the Private Endpoint/);
});

test("a server that is not there, an address that stands for none and a line without end are refused", async () => {
  expect(await from("127.81.0.5", "nobody")).toMatch(/^Error 40532: Cannot open server 'nobody'/);
  expect(await from("127.9.9.9")).toBe("The address 127.9.9.9 stands for no public address and no subnet.");
  const text = await new Promise((resolve, reject) => {
    const socket = connect({ host: endpoint.host, port: endpoint.port, localAddress: "127.81.0.5" });
    socket.on("error", reject);
    socket.on("data", (chunk) => resolve(String(chunk)));
    socket.write("x".repeat(400));
  });
  expect(text).toMatch(/^Error 40532: Cannot open server 'x{64}'/);
});

test("another stand-in can be named, and a connection stays open when its rule goes", async () => {
  endpoint.addresses.standIns.unshift({
    loopback: "127.44.0.0/16",
    publicRange: "52.1.0.0/16",
    isAzure: false,
  });
  await allow("office", "52.1.2.3");
  const socket = connect({ host: endpoint.host, port: endpoint.port, localAddress: "127.44.2.3" });
  const next = () => new Promise((resolve) => socket.once("data", (chunk) => resolve(String(chunk).trim())));
  socket.write("orders\n");
  expect(await next()).toBe("Connected to orders.database.windows.net from 52.1.2.3.");
  await resources.delete(`${SERVER}/firewallRules/office`);
  expect(await from("127.44.2.3")).toMatch(/^Error 40615/);
  expect(socket.readyState).toBe("open");
  socket.destroy();
});
