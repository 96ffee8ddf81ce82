import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { EngineScene } from "./engine-scene";
import type { EngineStack } from "./engine-stack";

jest.setTimeout(240_000);

let scene: EngineScene;
let stack: EngineStack;
beforeAll(async () => {
  scene = await EngineScene.open();
  stack = await scene.stack("");
});
afterAll(() => scene.close());

it("every output resolves when it is not set, set by a transform, or of a resource that is only read", async () => {
  const { href } = await scene.someone.createLabel({ key: "app", value: "pay" });
  stack.program = `
    const transforms = [({ props, opts }) => ({ props: { ...props, description: "by a transform" }, opts })];
    const workload = new UnmanagedWorkload("web01", { hostname: "web01" }, { transforms });
    const { name, description } = workload;
    const label = new Label("pay", {}, { id: "${href}" });
    return { text: pulumi.all([name, description, label.key, label.value]).apply((all) => JSON.stringify(all)) };
  `;
  await stack.must("preview");
  await stack.up();
  expect(JSON.parse((await stack.outputs()).text)).toEqual([null, "by a transform", "app", "pay"]);
});

it("look-ups read existing objects with the settings of the program, also from stack configuration", async () => {
  const href = scene.labels()["app=pay"]!;
  await scene.someone.createWorkload({ hostname: "db01", labels: [{ href }] });
  stack.program = `
    const workload = pce.getWorkloadOutput({ hostname: "db01" });
    new UnmanagedWorkload("web02", { hostname: "web02", labels: workload.labels });
    return { app: pce.getLabel({ key: "app", value: "pay" }).then(({ href }) => href) };
  `;
  stack.setEnvironment({ ILLUMIO_PCE_HOST: undefined });
  expect(await stack.preview("--config", `illumio:pceHost=${scene.pce.host}`)).toMatchObject({
    web02: "create",
  });
  await stack.up();
  expect(await stack.outputs()).toEqual({ app: href });
  expect(scene.workloads().map(({ labels }) => labels)).toEqual([[href], [href]]);
  stack.program = `return { app: pce.getLabelOutput({ key: "app", value: "Pay" }).href };`;
  const { code, text } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(text).toContain("getLabel app=Pay: the PCE");
  expect(text).not.toMatch(/^\s+at /m);
  stack.setEnvironment({ ILLUMIO_PCE_HOST: scene.pce.host });
});

/** What the labels carry as the mark of their resource. */
const marks = () =>
  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  [...scene.pce.store.table("labels").live()].map((row: any) => row.external_data_reference);

const ROLE = `new Label("role", { key: "role", value: "web" });`;

const MOVED = `
  class Tier extends pulumi.ComponentResource {
    constructor(name) {
      super("acme:net:Tier", name, {});
      new Label("role", { key: "role", value: "web" }, { parent: this, aliases: [{ parent: pulumi.rootStackResource }] });
    }
  }
  new Tier("front");
`;

let prod: EngineStack;

it("a stack continues with resources that pulumi state move brought from another stack, under a new mark", async () => {
  stack.program = ROLE;
  await stack.up();
  const { urn, outputs } = await stack.resource("role");
  prod = await stack.sibling("prod");
  prod.program = ROLE;
  const [source, dest] = ["dev", "prod"].map((name) => `organization/shop/${name}`);
  await stack.must("state", "move", "--source", source!, "--dest", dest!, "--yes", urn);
  const preview = await prod.must("preview", "--diff");
  expect(preview).not.toMatch(/__illumio|__provider/);
  expect(preview).toContain("'organization/shop/dev//role' to 'organization/shop/prod//role'");
  await prod.up();
  expect(marks()).toContain(`organization/shop/prod//role#${outputs.ownership.incarnation}`);
  await prod.up("--expect-no-changes");
});

it("a resource that is put into a component shows no hidden inputs in the preview and gets the new mark", async () => {
  const { incarnation } = (await prod.resource("role")).outputs.ownership;
  prod.program = MOVED;
  for (const option of [[], ["--diff"]]) {
    const text = await prod.must("preview", ...option);
    expect(text).not.toMatch(/__illumio|__provider/);
    expect(text).toContain(
      "label role=web: its mark in the PCE changes from 'organization/shop/prod//role' to " +
        "'organization/shop/prod/acme:net:Tier/role'",
    );
  }
  await prod.up();
  expect(marks()).toContain(`organization/shop/prod/acme:net:Tier/role#${incarnation}`);
  await prod.up("--expect-no-changes");
  await prod.must("destroy", "--yes", "--skip-preview");
  expect(Object.keys(scene.labels())).toEqual(["app=pay"]);
});

const ROOT = path.resolve(__dirname, "../../..");
const PROGRAM_FOLDER = path.join(ROOT, "test/fixtures/programs/pce");

it("the CLI names the package to install when only a wrapping package can find it, as with pnpm", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "illumio-iac-program-"));
  try {
    for (const file of ["Pulumi.yaml", "package.json"])
      await cp(path.join(PROGRAM_FOLDER, file), path.join(folder, file));
    const wrapper = path.join(folder, "node_modules/wrapper");
    await mkdir(path.join(wrapper, "node_modules"), { recursive: true });
    await mkdir(path.join(folder, "node_modules/@pulumi"));
    await symlink(ROOT, path.join(wrapper, "node_modules/illumio-iac"));
    await symlink(
      path.join(ROOT, "node_modules/@pulumi/pulumi"),
      path.join(folder, "node_modules/@pulumi/pulumi"),
    );
    await writeFile(path.join(wrapper, "index.js"), `exports.Label = require("illumio-iac/pce").Label;`);
    await writeFile(
      path.join(folder, "index.js"),
      `const { Label } = require("wrapper"); new Label("role", { key: "role", value: "web" });`,
    );
    const stack = await scene.stack("", { folder, name: "wrapped" });
    const { code, text } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(text).toMatch(
      /illumio-iac is not a direct dependency of the program in \S+illumio-iac-program-.*npm install illumio-iac@\d/,
    );
    expect(text).not.toMatch(/Cannot find module|^\s+at /m);
    await symlink(ROOT, path.join(folder, "node_modules/illumio-iac"));
    await stack.up();
    expect(Object.keys(scene.labels())).toContain("role=web");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
