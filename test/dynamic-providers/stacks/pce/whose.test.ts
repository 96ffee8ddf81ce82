import { pceEnvironment } from "../../../support/environments";
import { StackScene } from "../stack-scene";

let scene: StackScene;
beforeEach(async () => {
  scene = await StackScene.open();
});
afterEach(() => scene.close());

const PROGRAM = `
  const role = new Label("role", { key: "role", value: "web" });
  new UnmanagedWorkload("web01", { hostname: "web01", labels: { role: role.value } });
`;

it("one of two stacks that declare the same label fails, and neither gets the label of the other", async () => {
  const dev = await scene.stack(PROGRAM);
  await dev.up();
  const prod = await scene.stack(`new Label("role", { key: "role", value: "web", adopt: true });`, {
    name: "prod",
  });
  const refused = await prod.run("up");
  expect(refused.code).not.toBe(0);
  expect(refused.text).toContain("belongs to 'organization/shop/dev//role'");
  await prod.must("destroy");
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
});

it("a stack drops and deletes nothing when the environment names another PCE", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  const other = await scene.otherPce();
  stack.setEnvironment(pceEnvironment(other));
  for (const command of [["refresh"], ["preview"], ["up"], ["destroy"]]) {
    const { code, text } = await stack.run(...command);
    expect(code).not.toBe(0);
    expect(text).toContain(`but the settings now name 127.0.0.1:${other.port}`);
  }
  expect(other.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(stack.resources()).toHaveLength(2);
  stack.setEnvironment(pceEnvironment(scene.pce));
  await stack.up("--expect-no-changes", "--refresh");
});

it("a label moves to another PCE when the program names another connection", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  const other = await scene.otherPce();
  const { host: pceHost, port: pcePort, orgId, apiKeyUsername, apiKeySecret, caFile } = other;
  stack.config = {
    "illumio:connections": JSON.stringify({
      emea: { pceHost, pcePort, orgId, apiKeyUsername, apiKeySecret, caFile },
    }),
  };
  stack.secretKeys = ["illumio:connections"];
  stack.program = PROGRAM.replace(/key: "role"|hostname: "web01"/g, '$&, connection: "emea"');
  for (const operation of Object.values(await stack.preview())) expect(operation).toContain("replace");
  expect(other.store.table("labels").size).toBe(0);
  await stack.up();
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
  expect(stack.resource("web01").outputs.ownership.port).toBe(other.port);
  expect([...other.store.table("workloads").live()]).toMatchObject([
    { hostname: "web01", labels: ["/orgs/1/labels/1"] },
  ]);
  await stack.up("--expect-no-changes", "--refresh");
});

it("destroy removes its own label from a workload that it only adopted, and leaves the workload", async () => {
  await scene.someone.createWorkload({ hostname: "web01" });
  const stack = await scene.stack(PROGRAM.replace("hostname:", "adopt: true, hostname:"));
  await stack.up();
  await stack.must("destroy");
  expect(scene.labels()).toEqual({});
  expect(scene.workloads()).toMatchObject([{ hostname: "web01", external_data_set: null, labels: [] }]);
});

it("a stack continues under a new host name when the old one is among the former names", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  stack.setEnvironment({ ILLUMIO_PCE_HOST: "localhost" });
  expect((await stack.run("preview")).text).toContain("illumio:formerHosts");
  stack.config = { "illumio:formerHosts": '["127.0.0.1"]' };
  await stack.up("--expect-no-changes");
  await stack.must("refresh");
  expect(stack.resource("role").outputs.ownership.host).toBe("localhost");
  await stack.must("destroy");
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
});

it("the preview succeeds without any settings", async () => {
  const stack = await scene.stack(PROGRAM, { pce: undefined });
  expect(await stack.preview()).toEqual({ role: "create", web01: "create" });
  const { code, text } = await stack.run("up");
  expect(code).not.toBe(0);
  expect(text).toContain("illumio:pceHost (or ILLUMIO_PCE_HOST): is missing");
});

describe("a secret in stack configuration", () => {
  const configured = async (config: Record<string, string>, program = PROGRAM) => {
    const stack = await scene.stack(program);
    stack.setEnvironment({ ILLUMIO_API_KEY_USERNAME: undefined, ILLUMIO_API_KEY_SECRET: undefined });
    stack.config = config;
    return stack;
  };

  it.each(["preview", "up"])(
    "is refused by %s when it was set without --secret, and is accepted with it",
    async (command) => {
      const { apiKeyUsername, apiKeySecret } = scene.pce;
      const config = { "illumio:apiKeyUsername": apiKeyUsername, "illumio:apiKeySecret": apiKeySecret };
      const stack = await configured(config);
      const { code, text } = await stack.run(command);
      expect(code).not.toBe(0);
      expect(text).toContain("illumio:apiKeySecret: set in stack configuration without --secret");
      expect(text).not.toContain(apiKeySecret);
      expect(scene.newWrites()).toEqual([]);
      stack.secretKeys = ["illumio:apiKeySecret"];
      await stack.up();
      expect(Object.keys(scene.labels())).toEqual(["role=web"]);
    },
  );

  it("is refused inside illumio:connections too, and is accepted there with --secret", async () => {
    const { host: pceHost, port: pcePort, orgId, apiKeyUsername, apiKeySecret, caFile } = scene.pce;
    const emea = { pceHost, pcePort, orgId, apiKeyUsername, apiKeySecret, caFile };
    const stack = await configured(
      { "illumio:connections": JSON.stringify({ emea }) },
      `new Label("role", { key: "role", value: "web", connection: "emea" });`,
    );
    const { code, text } = await stack.run("up");
    expect(code).not.toBe(0);
    expect(text).toContain("pulumi config set --secret --path illumio:connections.emea.apiKeySecret");
    stack.secretKeys = ["illumio:connections"];
    await stack.up();
    expect(Object.keys(scene.labels())).toEqual(["role=web"]);
  });
});
