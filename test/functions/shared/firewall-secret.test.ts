import { firewallFromSecret } from "../../../functions/shared/firewall-secret";

const KEY = "LUFRPT1secret";
const read = (secret: object) => firewallFromSecret(JSON.stringify(secret), "the-arn");

test("takes one host, two with a comma, or a list of two", () => {
  const hostsOf = (hosts: unknown) => read({ hosts, apiKey: KEY }).connection.hosts;
  expect(hostsOf("fw1.example.com")).toEqual(["fw1.example.com:443"]);
  expect(hostsOf("fw1,fw2:8443")).toEqual(["fw1:443", "fw2:8443"]);
  expect(hostsOf(["fw1", "fw2"])).toEqual(["fw1:443", "fw2:443"]);
});

test("takes the certificate itself in the place of an authority, and how many addresses there may be", () => {
  const pin = { certificateSha256: "AB".repeat(32), certificateName: "fw1" };
  expect(read({ hosts: "fw1", apiKey: KEY, ...pin, deviceLimit: 5 })).toEqual({
    connection: {
      hosts: ["fw1:443"],
      apiKey: KEY,
      caCertificate: undefined,
      certificatePin: { sha256: "ab".repeat(32), name: "fw1" },
    },
    deviceLimit: 5,
  });
});

test.each([
  [{}, '"hosts" in the secret the-arn: is missing'],
  [{ hosts: "fw1" }, '"apiKey" in the secret the-arn'],
  [{ hosts: "fw1", apiKey: 5 }, '"apiKey" in the secret the-arn: must be a text'],
  [{ hosts: "https://fw1", apiKey: KEY }, "must look like fw.example.com"],
  [{ hosts: "fw1", apiKey: KEY, certificateName: "fw1" }, '"certificateName" in the secret the-arn'],
  [{ hosts: "fw1", apiKey: KEY, caCertificate: "ca.pem" }, "must be the CA certificate as PEM text"],
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
])("refuses %j without showing the key", (secret, reason) => {
  let message = "";
  try {
    read(secret);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain(reason);
  expect(message).not.toContain(KEY);
});
