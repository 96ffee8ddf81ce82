import { SETTINGS_TABLES } from "../../../clients/settings/tables";
import { plainSecrets } from "../../../dynamic-providers/pulumi/plain-secrets";

const connections = JSON.stringify({
  emea: { pceHost: "pce.example.com", apiKeyUsername: "api_1", apiKeySecret: "s3cret" },
});
const firewalls = JSON.stringify({ edge: { host: "fw", password: "s3cret", members: [{ apiKey: "k" }] } });

it("the check finds secrets that were set without --secret, also inside structured settings", () => {
  const config = {
    "illumio:apiKeySecret": "s3cret",
    "illumio:apiKeyUsername": "api_1",
    "illumio:connections": connections,
    "illumio:firewalls": firewalls,
    "other:apiKeySecret": "not ours",
  };
  const found = plainSecrets(config, () => false);
  expect(found).toEqual([
    "illumio:apiKeySecret",
    "illumio:connections.emea.apiKeySecret",
    "illumio:firewalls.edge.password",
    "illumio:firewalls.edge.members[0].apiKey",
  ]);
  expect(found.join()).not.toContain("s3cret");
});

it("the check accepts secrets that the engine keeps as secrets", () => {
  const config = { "illumio:apiKeySecret": "s3cret", "illumio:connections": connections };
  expect(plainSecrets(config, () => true)).toEqual([]);
});

it("the check accepts settings without secrets", () => {
  expect(plainSecrets({ "illumio:pceHost": "pce", "illumio:connections": "not json" }, () => false)).toEqual(
    [],
  );
});

describe("credentials in the address of a proxy", () => {
  const credentials = [
    "http://bob:pw@proxy.example.com:3128",
    "https://bob:p%40ss%3Aw%2Frd@proxy.example.com",
    "http://t0ken@proxy.example.com:3128",
    "http://:pw@proxy.example.com:3128",
    "HTTP://bob:pw@[fd00::1]:3128/",
    "bob:pw@proxy.example.com:3128",
    "//bob:pw@proxy.example.com",
    "http://bob:p/w@proxy.example.com:3128",
    " http://bob:pw@proxy.example.com:3128",
  ];

  it.each(credentials)("count as a secret: %s", (proxyUrl) => {
    const config = {
      "illumio:proxyUrl": proxyUrl,
      "illumio:connections": JSON.stringify({ emea: { proxyUrl }, apac: { pceHost: "pce" } }),
      "illumio:firewalls": JSON.stringify({ edge: { hosts: "fw", proxyUrl } }),
    };
    expect(plainSecrets(config, () => false)).toEqual([
      "illumio:proxyUrl",
      "illumio:connections.emea.proxyUrl",
      "illumio:firewalls.edge.proxyUrl",
    ]);
    expect(plainSecrets(config, () => true)).toEqual([]);
  });

  it("are found under whatever name the setting has by mistake", () => {
    const config = { "illumio:httpProxy": "http://bob:pw@proxy:3128", "illumio:apiKey": "k" };
    expect(plainSecrets(config, () => false)).toEqual(["illumio:httpProxy", "illumio:apiKey"]);
  });

  it("are not found in an address without them, nor in a mail address that owns a stack", () => {
    const config = {
      "illumio:proxyUrl": "http://proxy.example.com:3128",
      "illumio:owner": "team@example.com",
      "other:proxyUrl": "http://bob:pw@proxy:3128",
    };
    expect(plainSecrets(config, () => false)).toEqual([]);
  });
});

const DEFINITIONS = SETTINGS_TABLES.flatMap((table) => Object.entries(table));

it.each(DEFINITIONS)("the check finds %s exactly when its table calls it secret", (key, { secret }) => {
  const found = (value: string) =>
    plainSecrets(
      { [`illumio:${key}`]: value, "illumio:any": JSON.stringify({ one: { [key]: value } }) },
      () => false,
    );
  const paths = [`illumio:${key}`, `illumio:any.one.${key}`];
  expect(found("plain")).toEqual(secret === "value" ? paths : []);
  expect(found("user@proxy.example.com")).toEqual(secret === undefined ? [] : paths);
});
