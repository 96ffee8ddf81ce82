import { inspect } from "node:util";
import {
  checkPointConnection,
  checkPointConnectionFromEnvironment,
  definitionConnection,
} from "../../../clients/check-point";
import { CHECK_POINT_SETTINGS } from "../../../clients/check-point/settings-table";
import { keysOf } from "../../../clients/settings/settings-table";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";

const SHA = "AB".repeat(32);
const PEM = new CertificateAuthority().certificate;

test("the environment gives a connection", () => {
  const connection = checkPointConnectionFromEnvironment({
    CHECK_POINT_SERVER: "mgmt.example.com",
    CHECK_POINT_USER: "robot",
    CHECK_POINT_PASSWORD: "pass word",
    CHECK_POINT_DOMAIN: "Prod",
    CHECK_POINT_CERTIFICATE_SHA256: SHA.replace(/(..)(?=.)/g, "$1:"),
    CHECK_POINT_PROXY_URL: "",
  });
  expect(connection).toMatchObject({
    server: "mgmt.example.com",
    port: 443,
    domain: "Prod",
    certificatePin: { sha256: SHA.toLowerCase() },
  });
  expect(connection.login).toEqual({ user: "robot", password: "pass word" });
});

test("an API key, a port, a service of Smart-1 Cloud, an authority and a proxy", () => {
  const connection = checkPointConnection({
    server: "example.maas.checkpoint.com",
    port: "4434",
    apiKey: "k3y==",
    cloudManagementId: "6f3a-11",
    caCertificate: PEM,
    proxyUrl: "http://proxy.example.com:3128",
  });
  expect(connection).toMatchObject({ port: 4434, cloudManagementId: "6f3a-11", certificatePin: undefined });
  expect(connection.caCertificate).toContain("BEGIN CERTIFICATE");
  expect(connection.proxyUrl).toBe("http://proxy.example.com:3128");
  expect(connection.login).toEqual({ apiKey: "k3y==" });
});

test.each([
  [{}, /CHECK_POINT_SERVER: is missing/],
  [{}, /CHECK_POINT_API_KEY: is missing/],
  [{ CHECK_POINT_SERVER: "https://mgmt/x" }, /CHECK_POINT_SERVER: must be a host name only/],
  [{ CHECK_POINT_PORT: "0" }, /CHECK_POINT_PORT: must be a whole number from 1 to 65535/],
  [{ CHECK_POINT_USER: "robot" }, /CHECK_POINT_PASSWORD: is missing/],
  [{ CHECK_POINT_PASSWORD: "secret-word" }, /CHECK_POINT_USER: is missing/],
  [
    { CHECK_POINT_API_KEY: "k", CHECK_POINT_USER: "robot" },
    /CHECK_POINT_USER: and CHECK_POINT_API_KEY exclude/,
  ],
  [{ CHECK_POINT_CERTIFICATE_SHA256: "" }, /CHECK_POINT_CERTIFICATE_SHA256: must be 64 hex digits/],
  [
    { CHECK_POINT_CERTIFICATE_SHA256: SHA, CHECK_POINT_CA_FILE: "/x" },
    /CHECK_POINT_CA_FILE: and CHECK_POINT_CERTIFICATE_SHA256 exclude/,
  ],
  [
    { CHECK_POINT_CERTIFICATE_SHA256: SHA, CHECK_POINT_PROXY_URL: "http://p:1" },
    /CHECK_POINT_PROXY_URL: and CHECK_POINT_CERTIFICATE_SHA256 exclude/,
  ],
  [{ CHECK_POINT_CLOUD_MANAGEMENT_ID: "a/b" }, /CHECK_POINT_CLOUD_MANAGEMENT_ID: must look like/],
  [{ CHECK_POINT_CA_FILE: "/does/not/exist" }, /'\/does\/not\/exist' cannot be read/],
])("the environment %j is refused", (environment, expected) => {
  expect(() => checkPointConnectionFromEnvironment(environment)).toThrow(expected);
});

test("no secret is in an error, in JSON or in what is printed", () => {
  const environment = { CHECK_POINT_PASSWORD: "secret\nword", CHECK_POINT_SERVER: "mgmt" };
  expect(() => checkPointConnectionFromEnvironment(environment)).toThrow(/^((?!secret).)*$/s);
  const connection = checkPointConnection({
    server: "mgmt",
    apiKey: "secret-key",
    proxyUrl: "http://u:secret@p:1",
  });
  expect(`${inspect(connection)} ${JSON.stringify(connection)}`).not.toContain("secret");
  expect(inspect(connection)).toBe("CheckPointConnection mgmt:443");
});

test("every setting is read from its variable", () => {
  const environment = Object.fromEntries(
    keysOf(CHECK_POINT_SETTINGS).map((key) => [CHECK_POINT_SETTINGS[key].variable, "\u0001"]),
  );
  for (const key of keysOf(CHECK_POINT_SETTINGS).filter(
    (one) => !["user", "password", "domain"].includes(one),
  ))
    expect(() => checkPointConnectionFromEnvironment(environment)).toThrow(
      CHECK_POINT_SETTINGS[key].variable,
    );
});

test("a definition has the address, and the environment the login", () => {
  const environment = { CHECK_POINT_API_KEY: "k3y", CHECK_POINT_SERVER: "other", CHECK_POINT_PORT: "444" };
  const definition = {
    ...{ mode: "static-objects", server: "mgmt", domain: "Prod", certificateSha256: SHA },
    cloudManagementId: "6f3a-11",
  };
  expect(definitionConnection(definition, environment)).toMatchObject({
    server: "mgmt",
    port: 444,
    domain: "Prod",
    cloudManagementId: "6f3a-11",
    certificatePin: { sha256: SHA.toLowerCase() },
  });
  expect(() => definitionConnection({ mode: "x", server: "https://mgmt" }, environment)).toThrow(
    /^checkPoint\.server: must be a host name only/,
  );
  expect(() => definitionConnection(definition, {})).toThrow(/^CHECK_POINT_API_KEY: is missing/);
  expect(() => definitionConnection(definition, { ...environment, CHECK_POINT_CA_FILE: "/x" })).toThrow(
    "CHECK_POINT_CA_FILE: and checkPoint.certificateSha256 exclude each other",
  );
});
