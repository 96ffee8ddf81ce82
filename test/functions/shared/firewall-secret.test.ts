import { firewallFromSecret } from "../../../functions/shared/firewall-secret";

const KEY = "LUFRPT1secret";
const read = (secret: object) => firewallFromSecret(JSON.stringify(secret), "the-arn");

test("a firewall secret accepts one host, two with a comma, or a list of two", () => {
  const hostsOf = (hosts: unknown) => read({ hosts, apiKey: KEY }).connection.hosts;
  expect(hostsOf("fw1.example.com")).toEqual(["fw1.example.com:443"]);
  expect(hostsOf("fw1,fw2:8443")).toEqual(["fw1:443", "fw2:8443"]);
  expect(hostsOf(["fw1", "fw2"])).toEqual(["fw1:443", "fw2:443"]);
});

test("a firewall secret accepts a certificate digest in place of a CA, and a limit of addresses", () => {
  const pin = { certificateSha256: "AB".repeat(32), certificateName: "fw1" };
  expect(read({ hosts: "fw1", apiKey: KEY, ...pin, deviceLimit: 5 })).toMatchObject({
    connection: {
      hosts: ["fw1:443"],
      apiKey: KEY,
      certificatePin: { sha256: "ab".repeat(32), name: "fw1" },
    },
    deviceLimit: 5,
  });
});

test("a firewall secret is refused with everything that is wrong at once", () => {
  expect(() => read({ apiKey: 5, caCertificate: "x", deviceLimit: "many" })).toThrow(
    "firewall connection: 4 problems\n" +
      '  "hosts" in the secret the-arn: is missing; set it to the management host, or both of a pair: fw1,fw2\n' +
      '  "apiKey" in the secret the-arn: must be text, got a number\n' +
      '  "caCertificate" in the secret the-arn: holds no PEM certificate (-----BEGIN CERTIFICATE-----); give the CA certificate\n' +
      "  \"deviceLimit\" in the secret the-arn: must be a whole number from 1, got 'many'",
  );
});

test.each([
  [{}, '"hosts" in the secret the-arn: is missing'],
  [{ hosts: "fw1" }, '"apiKey" in the secret the-arn'],
  [{ hosts: "fw1", apiKey: 5 }, '"apiKey" in the secret the-arn: must be text, got a number'],
  [{ hosts: "https://fw1", apiKey: KEY }, "must look like fw.example.com"],
  [{ hosts: "fw1", apiKey: KEY, certificateName: "fw1" }, '"certificateName" in the secret the-arn'],
  [{ hosts: "fw1", apiKey: KEY, caCertificate: "ca.pem" }, "holds no PEM certificate"],
  [
    {
      hosts: "fw1",
      apiKey: KEY,
      caCertificate: "x",
      certificateSha256: "0".repeat(64),
      certificateName: "f",
    },
    "exclude each other",
  ],
  [{ hosts: "fw1", apiKey: KEY, deviceLimit: 0 }, '"deviceLimit" in the secret the-arn'],
  [
    { hosts: "fw1", apiKey: KEY, certificateSha256: "" },
    '"certificateSha256" in the secret the-arn: must be',
  ],
  [{ hosts: "fw1", apiKey: KEY, certificateSha256: null }, '"certificateSha256" in the secret the-arn: is'],
])("a firewall secret is refused without showing the key: %j", (secret, reason) => {
  let message = "";
  try {
    read(secret);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain(reason);
  expect(message).not.toContain(KEY);
});
