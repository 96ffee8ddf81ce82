import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { deployerToken } from "../../../clients/azure/deployer-credential";

/** The identity endpoint of App Service (api-version 2019-08-01), which the Azure SDKs ask by themselves and remember. */
let identity: Server;
const asked: { resource: string | null; clientId: string | null }[] = [];
const before = { ...process.env };

beforeAll(async () => {
  identity = createServer((request, response) => {
    const query = new URL(request.url ?? "/", "http://identity").searchParams;
    const [resource, clientId] = [query.get("resource"), query.get("client_id")];
    asked.push({ resource, clientId });
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const isKnown = request.headers["x-identity-header"] === "secret-header" && clientId !== "unknown";
    const answer = isKnown
      ? { access_token: `token ${clientId}`, expires_on: `${expires}`, resource, token_type: "Bearer" }
      : { error: "invalid_request", error_description: "no such identity" };
    response
      .writeHead(isKnown ? 200 : 400, { "content-type": "application/json" })
      .end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => identity.listen(0, "127.0.0.1", resolve));
  process.env["IDENTITY_ENDPOINT"] = `http://127.0.0.1:${(identity.address() as AddressInfo).port}/msi/token`;
  process.env["IDENTITY_HEADER"] = "secret-header";
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(async () => {
  process.env = before;
  identity.closeAllConnections();
  await new Promise((resolve) => identity.close(resolve));
});

const config = (values: Record<string, string> = {}) => ({ get: (key: string) => values[key] });

test("the token of a managed identity is for Resource Manager", async () => {
  expect(await deployerToken(config(), {})).toBe("token null");
  expect(asked).toEqual([{ resource: "https://management.azure.com", clientId: null }]);
});

test("settings of the azure-native provider choose the identity and the cloud", async () => {
  const settings = {
    "azure-native:useMsi": "true",
    "azure-native:clientId": "c-1",
    "azure-native:environment": "usgovernment",
  };
  expect(await deployerToken(config(settings), {})).toBe("token c-1");
  expect(
    await deployerToken(config(), { ARM_USE_MSI: "true", ARM_CLIENT_ID: "c-2", ARM_ENVIRONMENT: "China" }),
  ).toBe("token c-2");
  expect(asked).toEqual([
    { resource: "https://management.usgovcloudapi.net", clientId: "c-1" },
    { resource: "https://management.chinacloudapi.cn", clientId: "c-2" },
  ]);
});

test("a cloud that is not known is refused with those that are", async () => {
  await expect(deployerToken(config(), { ARM_ENVIRONMENT: "german" })).rejects.toThrow(
    "ARM_ENVIRONMENT: is 'german'; known are public, usgovernment, china",
  );
});

test("a switch that is neither true nor false is refused", async () => {
  await expect(deployerToken(config(), { ARM_USE_MSI: "maybe" })).rejects.toThrow(
    "ARM_USE_MSI: must be true or false, got 'maybe'",
  );
  await expect(deployerToken(config({ "azure-native:useMsi": "1" }), {})).rejects.toThrow(
    "azure-native:useMsi: must be true or false, got '1'",
  );
  expect(await deployerToken(config(), { ARM_USE_MSI: "True", ARM_CLIENT_ID: "c-3" })).toBe("token c-3");
});

test("a token that cannot be had says what to do", async () => {
  await expect(deployerToken(config(), { ARM_USE_MSI: "true", ARM_CLIENT_ID: "unknown" })).rejects.toThrow(
    /^Azure credentials: no token for https:\/\/management.azure.com: .*[^.]\. Run az login, or set those of the azure-native provider/,
  );
});
