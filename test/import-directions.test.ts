import { readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import ts from "typescript";

/** What each folder may import: folders of ours, and packages that a pattern matches. The longest folder name counts. */
const RULES: Record<string, { ours: string[]; packages: RegExp }> = {
  core: { ours: ["core"], packages: /^node:(zlib|crypto)$/ },
  clients: { ours: ["clients", "core"], packages: /^(?!@pulumi|aws-cdk-lib|constructs)/ },
  functions: {
    ours: ["functions", "core", "clients", "dynamic-providers"],
    packages: /^(?!@pulumi|aws-cdk-lib|constructs)/,
  },
  "dynamic-providers": {
    ours: ["dynamic-providers", "clients", "core"],
    packages: /^(?!aws-cdk-lib|constructs|@aws-sdk)/,
  },
  "components/spec": { ours: ["components/spec", "core"], packages: /^node:/ },
  "components/pulumi": {
    ours: ["components/pulumi", "components/spec", "core"],
    packages: /^(@pulumi\/|node:)/,
  },
  cli: {
    ours: ["cli", "clients", "core", "simulators", "dynamic-providers"],
    packages: /^(?!@pulumi|aws-cdk-lib|constructs)/,
  },
  simulators: { ours: ["simulators"], packages: /^(?!@pulumi|aws-cdk-lib|constructs)/ },
  // A cloud plugin is a server of the engine's own protocol.
  "simulators/cloud-plugins": { ours: ["simulators"], packages: /^(?!aws-cdk-lib|constructs)/ },
  scripts: { ours: ["scripts", "cli", "clients", "core", "simulators"], packages: /^/ },
};

/** Files that may import `@pulumi/pulumi` below dynamic-providers: the Pulumi classes and the adapter. */
const PULUMI_CLASS = /^dynamic-providers\/(engine\/.*|[^/]+\/(?!.*\.(provider|dynamic)\.ts$)[^/]+)\.?ts$/;

const root = path.dirname(__dirname);

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(name);
    return entry.name.endsWith(".ts") ? [name] : [];
  });
}

function imports(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(root, file), "utf8"), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

function folderOf(file: string): string | undefined {
  const matching = Object.keys(RULES).filter((folder) => file.startsWith(`${folder}/`));
  return matching.sort((a, b) => b.length - a.length)[0];
}

/** Why `file` may not import `specifier`, or undefined when it may. */
function problemOf(file: string, specifier: string): string | undefined {
  const folder = folderOf(file);
  const rule = folder === undefined ? undefined : RULES[folder];
  if (rule === undefined) return `${file} is in a folder without a rule`;
  if (specifier.startsWith(".")) {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    const allowed = rule.ours.some((ours) => target === ours || target.startsWith(`${ours}/`));
    return allowed ? undefined : `${file} imports ${target}`;
  }
  const name = builtinModules.includes(specifier) ? `node:${specifier}` : specifier;
  if (!rule.packages.test(name)) return `${file} imports ${name}`;
  const isPulumi = folder === "dynamic-providers" && name.startsWith("@pulumi/");
  return isPulumi && !PULUMI_CLASS.test(file) ? `${file} imports ${name}` : undefined;
}

/** From where nothing may lead to an engine, however many files are between. */
const ENGINE_FREE =
  /^(core|clients|functions|cli|components\/spec|simulators\/(?!cloud-plugins\/)|dynamic-providers\/.*\.provider\.ts)/;

function sourceOf(target: string): string {
  const candidates = [`${target}.ts`, `${target}/index.ts`];
  const found = candidates.find((file) => statSync(path.join(root, file), { throwIfNoEntry: false }));
  if (found === undefined) throw new Error(`${target} is no source file`);
  return found;
}

/** Which files lead from here to a package of Pulumi, or undefined when none do. */
function wayToPulumi(file: string, specifiers = imports(file), seen = new Set<string>()): string | undefined {
  seen.add(file);
  for (const specifier of specifiers) {
    if (specifier.startsWith("@pulumi/")) return `${file} → ${specifier}`;
    if (!specifier.startsWith(".")) continue;
    const next = sourceOf(path.posix.join(path.posix.dirname(file), specifier));
    const rest = seen.has(next) ? undefined : wayToPulumi(next, imports(next), seen);
    if (rest !== undefined) return `${file} → ${rest}`;
  }
  return undefined;
}

const folders = [...new Set(Object.keys(RULES).map((folder) => folder.split("/")[0] as string))];
const files = folders
  .filter((folder) => statSync(path.join(root, folder), { throwIfNoEntry: false }))
  .flatMap(sources);

test("there are files to look at in every folder", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(new Set(files.map((file) => file.split("/")[0]))).toEqual(new Set(folders));
});

test("every file imports only what its folder may import", () => {
  const problems = files.flatMap((file) => imports(file).map((specifier) => problemOf(file, specifier)));
  expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
});

test("no way leads from the command, a function, a client, core or a simulator to an engine", () => {
  const free = files.filter((file) => ENGINE_FREE.test(file));
  expect(new Set(free.map((file) => file.split("/")[0])).size).toBe(7);
  expect(free.map((file) => wayToPulumi(file)).filter((way) => way !== undefined)).toEqual([]);
});

test.each([
  ["cli/x.ts", "../dynamic-providers/pce"],
  ["functions/f/handler.ts", "../../dynamic-providers/panos/dag-binding"],
  ["functions/f/handler.ts", "../../dynamic-providers/engine/dynamic-resource"],
  ["simulators/sandbox.ts", "./cloud-plugins/provider/proto"],
])("%s comes to an engine through %s", (file, specifier) => {
  expect(wayToPulumi(file, [specifier])).toMatch(/ → @pulumi\//);
});

test.each([
  ["cli/x.ts", "../dynamic-providers/panos/plan-bindings"],
  ["functions/f/handler.ts", "../../dynamic-providers/pce/label.provider"],
  ["simulators/sandbox.ts", "./cloud-plugins/aws/directory"],
])("%s comes to no engine through %s", (file, specifier) => {
  expect(wayToPulumi(file, [specifier])).toBeUndefined();
});

test("core knows neither the clock nor the environment", () => {
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|\bprocess\.(env|hrtime|cwd)|\bMath\.random\(|\bperformance\.now\(/;
  const found = files.filter(
    (file) => file.startsWith("core/") && impure.test(readFileSync(path.join(root, file), "utf8")),
  );
  expect(found).toEqual([]);
});

test("examples import the package by its name", () => {
  const relative = sources("examples")
    .filter((file) => !file.includes("/node_modules/"))
    .flatMap((file) =>
      imports(file)
        .filter((specifier) => specifier.startsWith("../"))
        .map((specifier) => `${file} imports ${specifier}`),
    );
  expect(relative).toEqual([]);
});

test.each([
  ["core/x.ts", "../clients/pce"],
  ["core/x.ts", "node:fs"],
  ["core/x.ts", "undici"],
  ["clients/pce/x.ts", "@pulumi/pulumi"],
  ["functions/f/handler.ts", "../../components/spec/x"],
  ["dynamic-providers/pce/label.provider.ts", "@pulumi/pulumi"],
  ["dynamic-providers/pce/label.ts", "../../components/pulumi/aws"],
  ["components/pulumi/aws/x.ts", "../../../functions/aws-normalise/handler"],
  ["components/pulumi/aws/x.ts", "aws-cdk-lib"],
  ["simulators/pce/x.ts", "../../core/errors"],
  ["simulators/pce/x.ts", "@pulumi/pulumi"],
  ["cli/x.ts", "@pulumi/pulumi"],
])("%s must not import %s", (file, specifier) => {
  expect(problemOf(file, specifier)).toBeDefined();
});

test.each([
  ["core/x.ts", "zlib"],
  ["dynamic-providers/pce/label.ts", "@pulumi/pulumi"],
  ["dynamic-providers/engine/adapter.ts", "@pulumi/pulumi"],
  ["simulators/cloud-plugins/aws/server.ts", "@pulumi/pulumi/proto/provider_grpc_pb"],
  ["cli/x.ts", "../simulators/sandbox"],
])("%s may import %s", (file, specifier) => {
  expect(problemOf(file, specifier)).toBeUndefined();
});
