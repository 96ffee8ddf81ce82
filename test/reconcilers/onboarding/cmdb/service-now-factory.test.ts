import {
  serviceNowCmdb,
  serviceNowConnectionFromSecret,
  serviceNowConnectionOf,
} from "../../../../reconcilers/onboarding/cmdb/service-now";
import { closeAll, oauthOf, startInstance } from "../../../clients/service-now/fixtures";
import { inventoryVm } from "../support/inventory";
import { settingsOf } from "./service-now-scene";

afterEach(closeAll);

const LOGIN = { user: "robot", password: "pass word" };
const fromSecret = (secret: unknown, changes: object = {}) =>
  serviceNowConnectionFromSecret(settingsOf(changes), JSON.stringify(secret), "vault/cmdb");

test.each(["user", "username"])(
  "a secret with %s gives the connection to the instance of the onboarding",
  (key) => {
    const connection = fromSecret({ [key]: "robot", password: "pass word" });
    expect(connection).toMatchObject({ instance: "127.0.0.1", port: 443, user: "robot" });
    expect(connection.password).toBe("pass word");
    const client = { clientId: "id", clientSecret: "s" };
    expect(fromSecret({ ...LOGIN, ...client }, { auth: "oauth" }).oauth).toEqual(client);
  },
);

test.each<[string, unknown, object, RegExp]>([
  ["no JSON object", "secret-word", {}, /^the secret vault\/cmdb: must be a JSON object: \{"username"/],
  ["no password", { user: "secret-word" }, {}, /^"password" in the secret vault\/cmdb: is missing/],
  ["two users", { ...LOGIN, username: "secret-word" }, {}, /has both "username" and "user"/],
  [
    "a client that the settings do not use",
    { ...LOGIN, clientId: "secret-word", clientSecret: "secret-word" },
    {},
    /^cmdb.serviceNow.auth: is basic, and the secret vault\/cmdb has a client of OAuth/,
  ],
  [
    "no client for OAuth",
    { ...LOGIN, password: "secret-word" },
    { auth: "oauth" },
    /^cmdb.serviceNow.auth: is oauth, and the secret vault\/cmdb has no client id/,
  ],
  [
    "a wrong certificate",
    { ...LOGIN, caCertificate: "secret-word" },
    {},
    /"caCertificate" in the secret.*no PEM/,
  ],
])("a secret with %s is refused, and not quoted", (_, secret, changes, expected) => {
  expect(() => fromSecret(secret, changes)).toThrow(expected);
  expect(() => fromSecret(secret, changes)).toThrow(/^((?!secret-word).)*$/s);
});

test("the environment gives the user, and the onboarding the instance; another instance is refused", () => {
  const environment = { SERVICE_NOW_USER: "robot", SERVICE_NOW_PASSWORD: "p" };
  const connection = serviceNowConnectionOf(settingsOf({ port: 8443 }), environment);
  expect(connection).toMatchObject({ instance: "127.0.0.1", port: 8443, user: "robot" });
  const other = { ...environment, SERVICE_NOW_INSTANCE: "other.service-now.com" };
  expect(() => serviceNowConnectionOf(settingsOf(), other)).toThrow(
    /^SERVICE_NOW_INSTANCE: is other\.service-now\.com, and the onboarding is about 127\.0\.0\.1/,
  );
  expect(() => serviceNowConnectionOf(settingsOf(), {})).toThrow(/SERVICE_NOW_USER: is missing/);
});

test("a CMDB of settings and a connection works over the wire by OAuth", async () => {
  const instance = await startInstance();
  const settings = settingsOf({ auth: "oauth", port: instance.port });
  const connection = serviceNowConnectionOf(settings, {
    SERVICE_NOW_USER: instance.username,
    SERVICE_NOW_PASSWORD: instance.password,
    SERVICE_NOW_CLIENT_ID: oauthOf(instance).clientId,
    SERVICE_NOW_CLIENT_SECRET: oauthOf(instance).clientSecret,
    SERVICE_NOW_CA_FILE: instance.caFile,
  });
  const cmdb = serviceNowCmdb(settings, connection);
  try {
    const vm = inventoryVm(1);
    const made = await cmdb.create([vm]);
    expect(await cmdb.find([vm])).toEqual(made);
    expect(cmdb.calls).toBe(instance.requests.length);
  } finally {
    await cmdb.close();
  }
});
