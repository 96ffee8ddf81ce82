import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { DynamicProcess } from "./dynamic-process";
import { PceScene, pceConfig } from "./pce/pce-scene";

const ROOT = path.resolve(__dirname, "../..");
const FIXTURE = path.join(ROOT, "test/fixtures/new-resource");
const KIND = "dynamic-providers/pce/environment-label";
const PROVIDER = 'exports.handler=()=>require("illumio-iac/providers/pce/environment-label");';

/** What CONTRIBUTING says to write into the index of the system. */
const INDEX_LINE =
  'export { EnvironmentLabel, type EnvironmentLabelArgs } from "./environment-label/environment-label";';

/** Folder of a program whose copy of the package has one more resource. */
let program: string;
let scene: PceScene;
let run: DynamicProcess;
const processes: DynamicProcess[] = [];

beforeAll(() => {
  program = mkdtempSync(path.join(tmpdir(), "new-resource-"));
  const modules = path.join(program, "node_modules");
  const copy = path.join(modules, "illumio-iac");
  for (const folder of ["core", "clients", "reconcilers", "dynamic-providers"])
    cpSync(path.join(ROOT, "dist", folder), path.join(copy, "dist", folder), {
      recursive: true,
      filter: (file) => !/\.(map|d\.ts)$/.test(file),
    });
  cpSync(path.join(ROOT, "package.json"), path.join(copy, "package.json"));
  symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));
  symlinkSync(path.join(ROOT, "node_modules/@pulumi"), path.join(modules, "@pulumi"));
  mkdirSync(path.join(copy, "dist", KIND));
  for (const file of readdirSync(path.join(FIXTURE, KIND)))
    compile(readFileSync(path.join(FIXTURE, KIND, file), "utf8"), path.join(copy, "dist", KIND, file));
  const index = "dynamic-providers/pce/index.ts";
  compile(`${readFileSync(path.join(ROOT, index), "utf8")}${INDEX_LINE}\n`, path.join(copy, "dist", index));
});
afterAll(() => rmSync(program, { recursive: true, force: true }));

beforeEach(async () => {
  scene = await PceScene.open();
  run = await start();
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.close()));
  await scene.close();
});

async function start(): Promise<DynamicProcess> {
  const started = await DynamicProcess.start({
    provider: PROVIDER,
    config: pceConfig(scene.pce),
    folder: program,
  });
  processes.push(started);
  return started;
}

function compile(source: string, target: string): void {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2023,
      esModuleInterop: true,
      useDefineForClassFields: false,
    },
  });
  writeFileSync(target.replace(/\.ts$/, ".js"), outputText);
}

const inputs = { value: "prod", __illumioOwner: "acme/shop/dev//prod" };

test("a program registers the new class, whose provider is found by its folder", async () => {
  const script = `
    const pulumi = require("@pulumi/pulumi");
    const newResource = ({ type, inputs }) => {
      console.log(JSON.stringify({ type, provider: inputs.__provider }));
      return { id: "x", state: inputs };
    };
    pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "shop", "dev", false).then(() => {
      const { EnvironmentLabel } = require("illumio-iac/pce");
      new EnvironmentLabel("prod", { value: "prod" });
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: program });
  expect(JSON.parse(stdout)).toEqual({
    type: "pulumi-nodejs:dynamic/illumio-iac:EnvironmentLabel",
    provider: PROVIDER,
  });
});

test("a new resource checks, creates, reads, changes and deletes its object in the PCE", async () => {
  expect((await run.check({})).failures).toEqual({ value: "is missing" });
  const { inputs: checked } = await run.check(inputs);
  const { id, outs } = await run.create(checked);
  expect(scene.labels()).toMatchObject([
    {
      href: id,
      key: "env",
      value: "prod",
      external_data_set: "illumio-iac",
      external_data_reference: `acme/shop/dev//prod#${outs["ownership"].incarnation}`,
    },
  ]);
  await scene.someone.updateLabel(id, { value: "production" });
  const later = await start();
  const { props } = await later.read(id, outs);
  expect(props["value"]).toBe("production");
  expect(await later.diff(id, props, checked)).toEqual({ changes: true, replaces: [] });
  const after = await later.update(id, props, checked);
  expect(scene.labels()[0].value).toBe("prod");
  await later.delete(id, after);
  expect(scene.labels()).toEqual([]);
});

test("a new resource takes back what a run that was cut off made", async () => {
  const lost = await run.create(inputs);
  const again = await start();
  const healed = await again.create(inputs);
  expect(healed.id).toBe(lost.id);
  expect(healed.outs["ownership"].incarnation).not.toBe(lost.outs["ownership"].incarnation);
  expect(scene.labels()).toHaveLength(1);
});

test("a new resource leaves alone what somebody else made, unless it may adopt it", async () => {
  const { href } = await scene.someone.createLabel({ key: "env", value: "prod" });
  await expect(run.create(inputs)).rejects.toThrow(
    "environment prod exists and was not made by this package (external reference empty)",
  );
  const adopted = await run.create({ ...inputs, adopt: true });
  expect(adopted.id).toBe(href);
  await run.delete(adopted.id, adopted.outs);
  expect(scene.labels()).toHaveLength(1);
});
