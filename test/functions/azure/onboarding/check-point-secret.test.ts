import { checkPointFromSecret } from "../../../../functions/azure/onboarding/check-point-secret";

const SHA = "ab".repeat(32);
const DEFINITION = {
  mode: "static-objects",
  server: "example.maas.checkpoint.com",
  port: 4434,
  domain: "Prod",
  cloudManagementId: "6f3a-11",
};

async function connectionOf(secret: object, more: object = {}) {
  const read = async () => JSON.stringify(secret);
  const source = { name: "check-point", read, forget: () => undefined };
  const client = await checkPointFromSecret({ ...DEFINITION, ...more }, source, new AbortController().signal);
  await client.close();
  return client.connection;
}

test("the definition says which server, domain, service and certificate, and the secret who logs in", async () => {
  const connection = await connectionOf({ apiKey: "k3y" }, { certificateSha256: SHA });
  const { server, port, domain, cloudManagementId } = DEFINITION;
  expect(connection).toMatchObject({ server, port, domain, cloudManagementId });
  expect(connection.certificatePin).toEqual({ sha256: SHA });
  expect(connection.login).toEqual({ apiKey: "k3y" });
});

test("a name and a password are an administrator too", async () => {
  const connection = await connectionOf({ user: "robot", password: "pass word" });
  expect(connection.login).toEqual({ user: "robot", password: "pass word" });
  expect(connection.certificatePin).toBeUndefined();
});

test("what is wrong with the secret is named without it", async () => {
  const wrong = connectionOf({ apiKey: "s3cret", user: "robot", caCertificate: "s3cret" });
  await expect(wrong).rejects.toThrow(/"user" in the secret check-point: and "apiKey"/);
  await expect(wrong).rejects.toThrow(/"caCertificate" in the secret check-point/);
  await expect(wrong).rejects.toThrow(/^((?!s3cret).)*$/s);
});
