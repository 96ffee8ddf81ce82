import { EngineScene } from "./engine-scene";

jest.setTimeout(120_000);

const PROGRAM = `
  new Label("role", { key: "role", value: "web" });
  new Label("app", { key: "app", value: "pay", connection: "emea" });
`;

let scene: EngineScene;
beforeAll(async () => {
  scene = await EngineScene.open();
});
afterAll(() => scene.close());

it("a secret in stack configuration is refused without --secret, and is nowhere in the state with it", async () => {
  const { host, port, orgId, apiKeyUsername, apiKeySecret, caFile } = scene.pce;
  const stack = await scene.stack(PROGRAM);
  stack.setEnvironment({ ILLUMIO_API_KEY_USERNAME: undefined, ILLUMIO_API_KEY_SECRET: undefined });
  const keys = [`illumio:apiKeyUsername=${apiKeyUsername}`, `illumio:apiKeySecret=${apiKeySecret}`];
  await stack.must("config", "set-all", ...keys.flatMap((key) => ["--plaintext", key]));
  const { code, text } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(text).toContain("illumio:apiKeySecret: set in stack configuration without --secret");
  expect(text).not.toContain(apiKeySecret);
  expect(await stack.exported()).not.toContain(apiKeySecret);

  // Where one value of a structured key is secret, the engine treats the whole key as secret.
  const settings = { pceHost: host, pcePort: port, orgId, apiKeyUsername, caFile };
  const emea = Object.entries(settings).map(([key, value]) => `illumio:connections.emea.${key}=${value}`);
  const plain = [keys[0]!, ...emea, "illumio:connections.apac.apiKeySecret=s3cret-of-apac"];
  const secret = [keys[1]!, `illumio:connections.emea.apiKeySecret=${apiKeySecret}`];
  const flags = [
    ...plain.flatMap((setting) => ["--plaintext", setting]),
    ...secret.flatMap((setting) => ["--secret", setting]),
  ];
  await stack.must("config", "set-all", "--path", ...flags);
  await stack.up();
  expect(Object.keys(scene.labels()).sort()).toEqual(["app=pay", "role=web"]);
  const state = await stack.exported();
  expect(state).toContain("role");
  for (const hidden of [apiKeySecret, "s3cret-of-apac"]) expect(state).not.toContain(hidden);
});
