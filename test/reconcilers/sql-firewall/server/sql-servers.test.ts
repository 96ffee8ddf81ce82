import { ConfigurationError } from "../../../../core/errors";
import { SqlServers } from "../../../../reconcilers/sql-firewall/server/sql-servers";

const place = { subscriptionId: "s-1", resourceGroupName: "rg", serverName: "orders" };
const deployer = {
  cloud: {
    resourceManager: "https://127.0.0.1:1",
    audience: "https://management.azure.com",
    authority: "https://127.0.0.1:1",
    isCustom: true,
  },
  credential: { getToken: async () => null },
};

test("one server is one object, however its place is written, and credentials are looked for once", async () => {
  let asked = 0;
  const servers = new SqlServers({
    of: "test",
    deployer: async () => {
      asked += 1;
      return deployer;
    },
  });
  const server = await servers.open(place);
  expect(await servers.open({ ...place, resourceGroupName: "RG" })).toBe(server);
  expect(await servers.open({ ...place, serverName: "other" })).not.toBe(server);
  const afresh = await servers.afresh();
  expect(afresh({ ...place, serverName: "ORDERS" })).toBe(afresh(place));
  expect(afresh(place)).not.toBe(server);
  expect(asked).toBe(1);
});

test("an aborted run ends the calls of its servers", async () => {
  const signal = AbortSignal.abort(new Error("stopped"));
  const servers = new SqlServers({ of: "test", deployer: async () => deployer, signal });
  await expect((await servers.open(place)).read()).rejects.toThrow("stopped");
  await expect((await servers.afresh())(place).read()).rejects.toThrow("stopped");
});

test("a failure to find the cloud is not kept", async () => {
  const answers = [
    () => Promise.reject(new ConfigurationError("azure-native:environment", "is 'x'")),
    async () => deployer,
  ];
  const servers = new SqlServers({ of: "test", deployer: () => answers.shift()!() });
  await expect(servers.open(place)).rejects.toThrow("azure-native:environment: is 'x'");
  await servers.open(place);
});
