import { inspect } from "node:util";
import { serviceNowConnection, serviceNowConnectionFromEnvironment } from "../../../clients/service-now";
import { SERVICE_NOW_SETTINGS } from "../../../clients/service-now/settings-table";
import { keysOf } from "../../../clients/settings/settings-table";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";

const PEM = new CertificateAuthority().certificate;
const GOOD = {
  SERVICE_NOW_INSTANCE: "example.service-now.com",
  SERVICE_NOW_USER: "illumio-iac",
  SERVICE_NOW_PASSWORD: "pass word",
};

test("the environment gives a connection with name and password", () => {
  const connection = serviceNowConnectionFromEnvironment({ ...GOOD, SERVICE_NOW_PROXY_URL: "" });
  expect(connection).toMatchObject({ instance: "example.service-now.com", port: 443, user: "illumio-iac" });
  expect(connection.password).toBe("pass word");
  expect([connection.oauth, connection.proxyUrl]).toEqual([undefined, undefined]);
});

test("client id and client secret make it OAuth; a port, an authority and a proxy", () => {
  const connection = serviceNowConnection({
    instance: "cmdb.example.com",
    port: "8443",
    user: "u",
    password: "p",
    clientId: "id",
    clientSecret: "s",
    caCertificate: PEM,
    proxyUrl: "http://proxy.example.com:3128",
  });
  expect(connection.port).toBe(8443);
  expect(connection.oauth).toEqual({ clientId: "id", clientSecret: "s" });
  expect(connection.caCertificate).toContain("BEGIN CERTIFICATE");
  expect(connection.proxyUrl).toBe("http://proxy.example.com:3128");
});

test.each<[Record<string, string>, RegExp]>([
  [{ SERVICE_NOW_INSTANCE: "" }, /SERVICE_NOW_INSTANCE: is missing/],
  [{ SERVICE_NOW_INSTANCE: "https://a.service-now.com/" }, /SERVICE_NOW_INSTANCE: must be a host name only/],
  [{ SERVICE_NOW_PORT: "0" }, /SERVICE_NOW_PORT: must be a whole number from 1 to 65535/],
  [{ SERVICE_NOW_USER: "" }, /SERVICE_NOW_USER: is missing/],
  [{ SERVICE_NOW_USER: "a:b" }, /SERVICE_NOW_USER: must look like/],
  [{ SERVICE_NOW_PASSWORD: "" }, /SERVICE_NOW_PASSWORD: is missing/],
  [{ SERVICE_NOW_CLIENT_ID: "id" }, /SERVICE_NOW_CLIENT_SECRET: is missing; it belongs to clientId/],
  [{ SERVICE_NOW_CLIENT_SECRET: "s" }, /SERVICE_NOW_CLIENT_ID: is missing; it belongs to clientSecret/],
  [{ SERVICE_NOW_CA_FILE: "/does/not/exist" }, /'\/does\/not\/exist' cannot be read/],
  [{ SERVICE_NOW_PROXY_URL: "proxy:1" }, /SERVICE_NOW_PROXY_URL: must look like/],
])("the environment with %j is refused", (change, expected) => {
  expect(() => serviceNowConnectionFromEnvironment({ ...GOOD, ...change })).toThrow(expected);
});

test("no secret is in an error, in JSON or in what is printed", () => {
  const secret = "secret\nword";
  expect(() => serviceNowConnectionFromEnvironment({ ...GOOD, SERVICE_NOW_PASSWORD: secret })).toThrow(
    /^((?!secret).)*$/s,
  );
  const connection = serviceNowConnection({
    instance: "a.example.com",
    user: "u",
    password: "secret",
    clientId: "secret-id",
    clientSecret: "secret-too",
    proxyUrl: "http://u:secret@p:1",
  });
  expect(`${inspect(connection)} ${JSON.stringify(connection)}`).not.toContain("secret");
  expect(inspect(connection)).toBe("ServiceNowConnection u at a.example.com:443");
});

test("every setting is read from its variable", () => {
  const environment = Object.fromEntries(
    keysOf(SERVICE_NOW_SETTINGS).map((key) => [SERVICE_NOW_SETTINGS[key].variable, "\u0001"]),
  );
  for (const key of keysOf(SERVICE_NOW_SETTINGS))
    expect(() => serviceNowConnectionFromEnvironment(environment)).toThrow(
      SERVICE_NOW_SETTINGS[key].variable,
    );
});
