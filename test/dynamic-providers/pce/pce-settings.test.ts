import * as pulumi from "@pulumi/pulumi";
import { pceSettings } from "../../../dynamic-providers/pce/pce-settings";

const VARIABLES = ["ILLUMIO_PCE_HOST", "ILLUMIO_PCE_PORT", "ILLUMIO_PCE_ORG_ID"] as const;
const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));

beforeEach(() => {
  for (const name of VARIABLES) delete process.env[name];
  pulumi.runtime.setAllConfig({});
});
afterAll(() => {
  for (const name of VARIABLES) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

const refusal = (args?: Parameters<typeof pceSettings>[0]): string => {
  try {
    pceSettings(args);
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) return error.message;
    throw error;
  }
  throw new Error("The settings were taken");
};

test("pceSettings takes host, port and organization from the stack's settings, then from the environment", () => {
  Object.assign(process.env, { ILLUMIO_PCE_HOST: "env.example.com", ILLUMIO_PCE_PORT: "443" });
  pulumi.runtime.setAllConfig({ "illumio:pceHost": "PCE.example.com", "illumio:orgId": "7" });
  expect(pceSettings()).toEqual({ host: "pce.example.com", port: 443, orgId: 7 });
});

test("pceSettings needs no API key, and none is in its answer", () => {
  const key = { "illumio:apiKeyUsername": "api_1", "illumio:apiKeySecret": "hidden" };
  const pce = { "illumio:pceHost": "pce.example.com", "illumio:pcePort": "8443", "illumio:orgId": "1" };
  pulumi.runtime.setAllConfig({ ...pce, ...key });
  expect(JSON.stringify(pceSettings())).toBe('{"host":"pce.example.com","port":8443,"orgId":1}');
});

test("pceSettings takes a named connection, and nothing of the default one", () => {
  const emea = { pceHost: "pce-emea.example.com", pcePort: 8443, orgId: 3 };
  const connections = JSON.stringify({ emea, half: { pceHost: "pce-half.example.com" } });
  pulumi.runtime.setAllConfig({
    "illumio:pceHost": "pce.example.com",
    "illumio:orgId": "7",
    "illumio:connections": connections,
  });
  expect(pceSettings({ connection: "emea" })).toEqual({ host: "pce-emea.example.com", port: 8443, orgId: 3 });
  expect(refusal({ connection: "half" })).toContain("illumio:connections.half.orgId: is missing");
  expect(refusal({ connection: "apac" })).toContain("illumio:connections.apac: no such connection");
});

test("pceSettings names every setting that is missing or cannot work", () => {
  pulumi.runtime.setAllConfig({ "illumio:pceHost": "https://pce.example.com", "illumio:pcePort": "0" });
  const message = refusal();
  expect(message).toContain("illumio:pceHost: must be a host name only");
  expect(message).toContain("illumio:pcePort: must be a whole number from 1 to 65535");
  expect(message).toContain("illumio:orgId (or ILLUMIO_PCE_ORG_ID): is missing");
  expect(message).not.toContain("apiKey");
});
