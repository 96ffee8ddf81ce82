import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";

const TYPE = "AWS::SecretsManager::Secret";
let cloud: SandboxCloud;
let clients: CloudClients;
beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
});
afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const create = (properties: object) => cloud.resources.create(TYPE, properties);
const readValue = async (SecretId: string) =>
  (await clients.secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString!;

test("a generated secret has 32 characters with each kind among them, and another one is different", async () => {
  const first = await readValue((await create({ GenerateSecretString: {} })).id);
  const second = await readValue((await create({ GenerateSecretString: {} })).id);
  expect(first).toHaveLength(32);
  for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[^\w\s]/]) expect(first).toMatch(kind);
  expect(second).not.toBe(first);
});

test("a short generated secret has a character of each kind, unless that is not required", async () => {
  const isComplete = async (rules: object) => {
    const { id } = await create({ GenerateSecretString: { PasswordLength: 4, ...rules } });
    const text = await readValue(id);
    return [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].every((kind) => kind.test(text));
  };
  const twenty = (rules: object) => Promise.all(Array.from({ length: 20 }, () => isComplete(rules)));
  expect(await twenty({})).not.toContain(false);
  expect(await twenty({ RequireEachIncludedType: false })).toContain(false);
});

test("a generated secret has no excluded character and stands in its template", async () => {
  const { id } = await create({
    GenerateSecretString: {
      SecretStringTemplate: '{"user":"ann"}',
      GenerateStringKey: "password",
      PasswordLength: 200,
      ExcludeCharacters: "abc",
      ExcludePunctuation: true,
      ExcludeUppercase: true,
    },
  });
  const { user, password } = JSON.parse(await readValue(id));
  expect(user).toBe("ann");
  expect(password).toMatch(/^[d-z0-9]{200}$/);
});

test("a secret is generated anew only when its rules change", async () => {
  const { id } = await create({ Name: "s", GenerateSecretString: {} });
  const before = await readValue(id);
  await cloud.resources.update(TYPE, id, { Name: "s", Description: "new", GenerateSecretString: {} });
  expect(await readValue(id)).toBe(before);
  await cloud.resources.update(TYPE, id, { Name: "s", GenerateSecretString: { PasswordLength: 8 } });
  expect(await readValue(id)).toHaveLength(8);
});

test.each([
  [{ SecretString: "x", GenerateSecretString: {} }, "both SecretString and GenerateSecretString"],
  [{ GenerateSecretString: { PasswordLength: 3 } }, "leave no password"],
  [{ GenerateSecretString: { GenerateStringKey: "k" } }, "both SecretStringTemplate and GenerateStringKey"],
  [
    { GenerateSecretString: { GenerateStringKey: "k", SecretStringTemplate: "[]" } },
    "SecretStringTemplate must be a JSON object.",
  ],
])("the secret %j is refused", async (properties, reason) => {
  await expect(create(properties)).rejects.toThrow(reason);
  expect(cloud.resources.list()).toEqual([]);
});
