import { azureCloud } from "../../../clients/azure/azure-cloud";
import { ArmServer } from "./arm-server";

let server: ArmServer;
beforeAll(async () => {
  server = await ArmServer.start();
});
afterAll(() => server.close());
beforeEach(() => {
  server.calls.length = 0;
  server.answers.length = 0;
});

const config = (values: Record<string, string> = {}) => ({ get: (key: string) => values[key] });
const endpointOf = async (environment: Record<string, string>) =>
  (await azureCloud(config(), environment)).resourceManager;

test.each([
  [{}, "https://management.azure.com"],
  [{ AZURE_ENVIRONMENT: "AzureCloud" }, "https://management.azure.com"],
  [{ AZURE_ENVIRONMENT: "AzurePublicCloud" }, "https://management.azure.com"],
  [{ AZURE_ENVIRONMENT: "AzureUSGovernment" }, "https://management.usgovcloudapi.net"],
  [{ AZURE_ENVIRONMENT: "AzureUSGovernmentCloud" }, "https://management.usgovcloudapi.net"],
  [{ AZURE_ENVIRONMENT: "AzureChinaCloud" }, "https://management.chinacloudapi.cn"],
  [{ ARM_ENVIRONMENT: "usgovernment" }, "https://management.usgovcloudapi.net"],
  [{ ARM_ENVIRONMENT: "china", AZURE_ENVIRONMENT: "AzureCloud" }, "https://management.chinacloudapi.cn"],
])("%p chooses %s", async (environment, endpoint) => {
  expect(await endpointOf(environment as Record<string, string>)).toBe(endpoint);
});

test("stack configuration comes before the environment", async () => {
  const cloud = await azureCloud(config({ "azure-native:environment": "china" }), {
    ARM_ENVIRONMENT: "usgovernment",
  });
  expect(cloud).toEqual({
    resourceManager: "https://management.chinacloudapi.cn",
    audience: "https://management.chinacloudapi.cn",
    authority: "https://login.chinacloudapi.cn",
    isCustom: false,
  });
});

test.each(["german", "constructor", "AzureGermanCloud"])("the cloud '%s' is refused", async (name) => {
  await expect(endpointOf({ AZURE_ENVIRONMENT: name })).rejects.toThrow(
    `AZURE_ENVIRONMENT: is '${name.toLowerCase()}'; known are public, usgovernment, china`,
  );
});

test("a setting that is refused is named where it stands: in stack configuration, or as the variable", async () => {
  const [environment, metadataHost] = ["mars", "https://arm.example"];
  for (const key of [{ environment }, { metadataHost }]) {
    const [[name, value]] = Object.entries(key) as [[string, string]];
    await expect(azureCloud(config({ [`azure-native:${name}`]: value }), {})).rejects.toThrow(
      `azure-native:${name}: is '${value}'`,
    );
  }
  await expect(endpointOf({ ARM_ENVIRONMENT: "mars" })).rejects.toThrow(
    "ARM_ENVIRONMENT: is 'mars'; known are",
  );
});

describe("a metadata host", () => {
  const described = (host: string, audiences: unknown = [`https://${host}`]) => ({
    resourceManager: `https://${host}/`,
    authentication: { loginEndpoint: "https://login.stack.example/", audiences },
  });
  const ask = () => azureCloud(config(), { ARM_METADATA_HOSTNAME: server.host, ARM_ENVIRONMENT: "china" });

  test("describes its cloud, and comes before a name", async () => {
    server.answers.push({ status: 200, body: described("arm.stack.example") });
    expect(await ask()).toEqual({
      resourceManager: "https://arm.stack.example",
      audience: "https://arm.stack.example",
      authority: "https://login.stack.example",
      isCustom: true,
    });
    expect(server.calls).toEqual(["GET /metadata/endpoints?api-version=2022-09-01"]);
  });

  test("that lists several clouds means the one it belongs to", async () => {
    server.answers.push({
      status: 200,
      body: [described("a.example"), described(server.host, ["https://management.stack.example/"])],
    });
    expect(await ask()).toMatchObject({
      resourceManager: server.url,
      audience: "https://management.stack.example",
    });
  });

  test.each([
    {},
    [],
    { resourceManager: "http://arm.example", authentication: { loginEndpoint: "https://l.example" } },
    { resourceManager: "https://arm.example" },
  ])("whose answer is %p is refused", async (body) => {
    server.answers.push({ status: 200, body });
    await expect(ask()).rejects.toThrow(
      `ARM_METADATA_HOSTNAME: ${server.host} did not describe its cloud: the answer names no resourceManager`,
    );
  });

  test("that answers an error is named with it", async () => {
    server.answers.push({ status: 404, body: "no such page" });
    await expect(ask()).rejects.toThrow(
      /ARM_METADATA_HOSTNAME: .* answered 404 to GET \/metadata\/endpoints/,
    );
  });

  test.each(["https://arm.example", "arm.example/x", "a b"])("'%s' is no host name", async (host) => {
    await expect(endpointOf({ ARM_METADATA_HOSTNAME: host })).rejects.toThrow(
      `ARM_METADATA_HOSTNAME: is '${host}'; it takes a host name, without https:// and path`,
    );
  });
});
