import { EngineScene, pceEnvironment } from "./engine-scene";

jest.setTimeout(120_000);

let scene: EngineScene;
beforeEach(async () => {
  scene = await EngineScene.open();
});
afterEach(() => scene.close());

const PROGRAM = `
  const role = new Label("role", { key: "role", value: "web" });
  new UnmanagedWorkload("web01", { hostname: "web01", labels: { role: role.value } });
`;

it("gives one of two stacks that declare the same label an error, and neither the other's label", async () => {
  const dev = await scene.stack(PROGRAM);
  await dev.up();
  const prod = await scene.stack(`new Label("role", { key: "role", value: "web", adopt: true });`, {
    name: "prod",
  });
  const refused = await prod.run("up", "--yes", "--skip-preview");
  expect(refused.code).not.toBe(0);
  expect(refused.text).toContain("belongs to 'organization/shop/dev//role'");
  await prod.must("destroy", "--yes", "--skip-preview");
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
});

it("drops and deletes nothing when the environment names another PCE", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  const other = await scene.otherPce();
  stack.setEnvironment(pceEnvironment(other));
  for (const command of [
    ["refresh", "--yes", "--skip-preview"],
    ["preview"],
    ["up", "--yes", "--skip-preview"],
    ["destroy", "--yes", "--skip-preview"],
  ]) {
    const { code, text } = await stack.run(...command);
    expect(code).not.toBe(0);
    expect(text).toContain(`but the settings now name 127.0.0.1:${other.port}`);
  }
  expect(other.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(await stack.resources()).toHaveLength(2);
  stack.setEnvironment(pceEnvironment(scene.pce));
  await stack.up("--expect-no-changes", "--refresh");
});

it("moves to another PCE when the program names another connection", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  const other = await scene.otherPce();
  const { host: pceHost, port: pcePort, orgId, apiKeyUsername, apiKeySecret, caFile } = other;
  const settings = { pceHost, pcePort, orgId, apiKeyUsername, caFile };
  const plain = Object.entries(settings).map(([key, value]) => `illumio:connections.emea.${key}=${value}`);
  const secret = `illumio:connections.emea.apiKeySecret=${apiKeySecret}`;
  const flags = plain.flatMap((setting) => ["--plaintext", setting]);
  await stack.must("config", "set-all", "--path", ...flags, "--secret", secret);
  stack.program = PROGRAM.replace(/key: "role"|hostname: "web01"/g, '$&, connection: "emea"');
  for (const operation of Object.values(await stack.preview())) expect(operation).toContain("replace");
  expect(other.store.table("labels").size).toBe(0);
  await stack.up();
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
  expect((await stack.resource("web01")).outputs.ownership.port).toBe(other.port);
  expect([...other.store.table("workloads").live()]).toMatchObject([
    { hostname: "web01", labels: ["/orgs/1/labels/1"] },
  ]);
  await stack.up("--expect-no-changes", "--refresh");
});

it("takes its own label off a workload that it only adopted, and leaves the workload", async () => {
  await scene.someone.createWorkload({ hostname: "web01" });
  const stack = await scene.stack(PROGRAM.replace("hostname:", "adopt: true, hostname:"));
  await stack.up();
  await stack.must("destroy", "--yes", "--skip-preview");
  expect(scene.labels()).toEqual({});
  expect(scene.workloads()).toMatchObject([{ hostname: "web01", external_data_set: null, labels: [] }]);
});

it("goes on under a new host name that the old one is a former name of", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  stack.setEnvironment({ ILLUMIO_PCE_HOST: "localhost" });
  expect((await stack.run("preview")).text).toContain("illumio:formerHosts");
  await stack.must("config", "set", "--path", "illumio:formerHosts[0]", "127.0.0.1");
  await stack.up("--expect-no-changes");
  await stack.must("refresh", "--yes", "--skip-preview");
  expect((await stack.resource("role")).outputs.ownership.host).toBe("localhost");
  await stack.must("destroy", "--yes", "--skip-preview");
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
});

it("previews without any settings", async () => {
  const stack = await scene.stack(PROGRAM, { pce: undefined as never });
  const none = Object.fromEntries(Object.keys(pceEnvironment(scene.pce)).map((name) => [name, undefined]));
  stack.setEnvironment(none);
  expect(await stack.preview()).toEqual({ role: "create", web01: "create" });
  const { code, text } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(text).toContain("illumio:pceHost (or ILLUMIO_PCE_HOST): is missing");
});

describe("a secret in stack configuration", () => {
  async function configured(...secret: string[]) {
    const stack = await scene.stack(PROGRAM);
    stack.setEnvironment({ ILLUMIO_API_KEY_USERNAME: undefined, ILLUMIO_API_KEY_SECRET: undefined });
    await stack.must("config", "set", "illumio:apiKeyUsername", scene.pce.apiKeyUsername);
    await stack.must("config", "set", ...secret, "illumio:apiKeySecret", scene.pce.apiKeySecret);
    return stack;
  }

  it("is refused when it was set without --secret, before anything is written to the state", async () => {
    const stack = await configured("--plaintext");
    for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { code, text } = await stack.run(...command);
      expect(code).not.toBe(0);
      expect(text).toContain("illumio:apiKeySecret: set in stack configuration without --secret");
      expect(text).not.toContain(scene.pce.apiKeySecret);
    }
    expect(await stack.exported()).not.toContain(scene.pce.apiKeySecret);
  });

  it("works, and stands nowhere in the state as text, when it was set with --secret", async () => {
    const stack = await configured("--secret");
    await stack.up();
    expect(Object.keys(scene.labels())).toEqual(["role=web"]);
    expect(await stack.exported()).not.toContain(scene.pce.apiKeySecret);
  });

  it("is refused inside illumio:connections too, and works there with --secret", async () => {
    const stack = await scene.stack(`new Label("role", { key: "role", value: "web", connection: "emea" });`);
    const { pce } = scene;
    const none = Object.fromEntries(Object.keys(pceEnvironment(pce)).map((name) => [name, undefined]));
    stack.setEnvironment(none);
    const settings = {
      pceHost: pce.host,
      pcePort: String(pce.port),
      orgId: "1",
      apiKeyUsername: pce.apiKeyUsername,
      caFile: pce.caFile,
    };
    for (const [key, value] of Object.entries(settings)) {
      await stack.must("config", "set", "--path", `illumio:connections.emea.${key}`, value);
    }
    const secret = ["--path", "illumio:connections.emea.apiKeySecret", pce.apiKeySecret];
    await stack.must("config", "set", "--plaintext", ...secret);
    const { code, text } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(text).toContain("pulumi config set --secret --path illumio:connections.emea.apiKeySecret");
    await stack.must("config", "set", "--secret", ...secret);
    const other = ["--path", "illumio:connections.apac.apiKeySecret", "s3cret-of-apac"];
    await stack.must("config", "set", "--plaintext", ...other);
    await stack.up();
    expect(Object.keys(scene.labels())).toEqual(["role=web"]);
    expect(await stack.exported()).not.toContain("s3cret-of-apac");
    expect(await stack.exported()).not.toContain(pce.apiKeySecret);
  });
});
