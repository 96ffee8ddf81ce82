import { readFileSync } from "node:fs";
import path from "node:path";
import { circles, importsOf, resolved, root, sources, wayTo, workspaces } from "./support/import-graph";

/** What a folder may import: folders of ours, and packages that a pattern matches. The longest folder name counts. */
interface Rule {
  readonly ours: readonly string[];
  readonly packages: RegExp;
}

/** What is deployed knows no engine, and nothing that only a developer installs. */
const NO_ENGINE = /^(?!@pulumi|aws-cdk-lib|constructs|illumio-iac-)/;
/** What speaks of no cloud, of all that a function may take. */
const ANY_CLOUD = [
  ...["clients/http", "clients/pce", "clients/panos", "clients/secret-source"],
  ...["core/contracts/function-environment", "core/contracts/function-logs", "core/contracts/refused-lines"],
  ...["core/addresses", "core/checks", "core/errors", "core/visible"],
];
const FUNCTION_CODE = "dynamic-providers/azure/function-code/function-code";
const ENGINE_FREE_PROVIDERS = ["dynamic-providers/lifecycle", "dynamic-providers/cloudformation"];

const RULES: Record<string, Rule> = {
  core: { ours: ["core"], packages: /^node:(zlib|crypto)$/ },
  // What every cloud's flow logs have in common knows none of them.
  "core/flow-logs/flows": {
    ours: ["core/flow-logs/flows", "core/addresses", "core/checks", "core/errors"],
    packages: /^$/,
  },
  "core/flow-logs/bytes": { ours: ["core/flow-logs/bytes", "core/errors"], packages: /^node:zlib$/ },
  clients: { ours: ["clients", "core"], packages: NO_ENGINE },
  reconcilers: { ours: ["reconcilers", "clients", "core"], packages: NO_ENGINE },
  "dynamic-providers": {
    ours: ["dynamic-providers", "reconcilers", "clients", "core"],
    packages: /^(?!aws-cdk-lib|constructs|@aws-sdk|illumio-iac-)/,
  },
  "dynamic-providers/lifecycle": {
    ours: ["dynamic-providers/lifecycle", "reconcilers", "clients", "core"],
    packages: /^node:/,
  },
  functions: {
    ours: ["functions", "reconcilers", "clients", "core", ...ENGINE_FREE_PROVIDERS],
    packages: NO_ENGINE,
  },
  // What the functions of all clouds share knows none of them.
  "functions/shared": { ours: ["functions/shared", ...ANY_CLOUD], packages: /^node:/ },
  "functions/flow-upload": {
    ours: ["functions/flow-upload", "functions/shared", ...ANY_CLOUD],
    packages: /^node:/,
  },
  "components/shared": { ours: ["components/shared", "core"], packages: /^node:/ },
  "components/pulumi": {
    ours: ["components/pulumi", "components/shared", "core"],
    packages: /^(@pulumi\/|node:)/,
  },
  // The code of a function app is deployed within an up, by a dynamic resource: its class is the one thing of
  // dynamic-providers that a component may use.
  "components/pulumi/azure": {
    ours: ["components/pulumi", "components/shared", "core", FUNCTION_CODE],
    packages: /^(@pulumi\/|node:)/,
  },
  "components/cdk": {
    ours: ["components/cdk", "components/shared", "core"],
    packages: /^(aws-cdk-lib|constructs|node:)/,
  },
  "flow-map": { ours: ["flow-map"], packages: /^@viz-js\/viz$/ },
  cli: {
    ours: ["cli", "reconcilers", "clients", "core", "components/shared"],
    packages: /^(?!@pulumi|aws-cdk-lib|constructs)/,
  },
  sandbox: { ours: ["sandbox"], packages: /^(?!@pulumi|aws-cdk-lib|constructs|illumio-iac(\/|$))/ },
  // What any cloud needs knows none of them.
  "sandbox/cloud": { ours: ["sandbox/cloud"], packages: /^node:/ },
  // A cloud plugin is a server of the engine's own protocol.
  "sandbox/cloud-plugins": { ours: ["sandbox"], packages: /^(?!aws-cdk-lib|constructs|illumio-iac(\/|$))/ },
  examples: { ours: ["examples"], packages: /^/ },
  scripts: { ours: [""], packages: /^/ },
  benchmarks: { ours: [""], packages: /^/ },
};

/** Below dynamic-providers: the classes, look-ups and settings of a program, and `pulumi/`; no provider knows the engine. */
const PULUMI_CLASS = /^dynamic-providers\/(pulumi\/.*|[^/]+\/(?!.*(\.provider|\/dynamic)\.ts$).+)\.ts$/;

/** What a function may take of a folder of objects. */
const PROVIDER = /^dynamic-providers\/.*\.provider$/;

/** Who imports the package as its users do, by name. */
const USERS = ["examples", "scripts", "benchmarks"];
const OWN_SUBPATH = /^illumio-iac(?!\/package\.json$)(\/|$)/;

/** A folder of one cloud knows no other: what both need stands above them. */
function isOtherCloud(file: string, target: string): boolean {
  const [own, others] = [file, target].map((one) => /\/(aws|azure)(\/|$)/.exec(one)?.[1]);
  return own !== undefined && others !== undefined && own !== others;
}

function folderOf(file: string): string | undefined {
  const matching = Object.keys(RULES).filter((folder) => file.startsWith(`${folder}/`));
  return matching.sort((a, b) => b.length - a.length)[0];
}

/** Why `file` may not import `specifier`, or undefined when it may. */
function problemOf(file: string, specifier: string): string | undefined {
  const folder = folderOf(file);
  if (folder === undefined) return `${file} is in a folder without a rule`;
  const { ours, packages } = RULES[folder]!;
  if (specifier.startsWith(".")) {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    if (isOtherCloud(file, target)) return `${file} imports ${target}, of another cloud`;
    const isFunctionsProvider = folder === "functions" && PROVIDER.test(target);
    const allowed = ours.some((one) => one === "" || target === one || target.startsWith(`${one}/`));
    return allowed || isFunctionsProvider ? undefined : `${file} imports ${target}`;
  }
  const { name } = resolved(file, specifier);
  if (!USERS.includes(folder) && OWN_SUBPATH.test(name)) return `${file} imports ${name}`;
  if (!packages.test(name)) return `${file} imports ${name}`;
  const isPulumi = folder === "dynamic-providers" && name.startsWith("@pulumi/");
  return isPulumi && !PULUMI_CLASS.test(file) ? `${file} imports ${name}` : undefined;
}

const FOLDERS = [...new Set(Object.keys(RULES).map((folder) => folder.split("/")[0]!))];
const files = FOLDERS.flatMap(sources);

test("every folder has files to check", () => {
  for (const folder of FOLDERS) expect(sources(folder)).not.toEqual([]);
});

test("every file imports only what its folder may import", () => {
  const problems = files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => problemOf(file, specifier) ?? []),
  );
  expect(problems).toEqual([]);
});

test("imports have no cycle, types included", () => {
  expect(circles([...files, ...sources("test")])).toEqual([]);
});

test("only one file imports the list of services of a simulated account", () => {
  const importing = sources("sandbox/aws").filter((file) =>
    importsOf(file).some((specifier) => resolved(file, specifier).file === "sandbox/aws/cloud.ts"),
  );
  expect(importing).toEqual(["sandbox/aws/sandbox-cloud.ts"]);
});

/** From where nothing may lead to an engine, however many files are between. */
const ENGINE_FREE =
  /^(core|clients|reconcilers|functions|flow-map|cli|components\/shared|sandbox\/(?!cloud-plugins\/)|dynamic-providers\/(lifecycle\/|.*\.provider\.ts))/;

const isEngine = (name: string) => /^(@pulumi\/|aws-cdk-lib|constructs$)/.test(name);

test("files that must not know an engine do not reach one through any import", () => {
  const free = files.filter((file) => ENGINE_FREE.test(file));
  expect(free.flatMap((file) => wayTo(isEngine, file) ?? [])).toEqual([]);
});

test.each([
  ["cli/x.ts", "../dynamic-providers/pce"],
  ["functions/f/handler.ts", "../../dynamic-providers/pulumi/dynamic-resource"],
  ["sandbox/x.ts", "./cloud-plugins/provider/proto"],
])("the file %s reaches an engine through %s", (file, specifier) => {
  expect(wayTo(isEngine, file, [specifier])).toMatch(/ → @pulumi\//);
});

test.each([
  ["core/x.ts", "../clients/pce"],
  ["core/x.ts", "node:fs"],
  ["core/x.ts", "undici"],
  ["clients/pce/x.ts", "@pulumi/pulumi"],
  ["clients/pce/x.ts", "illumio-iac/pce"],
  ["dynamic-providers/pce/label/label.provider.ts", "illumio-iac/pce"],
  ["core/flow-logs/azure/x.ts", "../aws/record-reader"],
  ["functions/azure/drain/x.ts", "../../../clients/aws/secret-cache"],
  ["clients/pce/x.ts", "illumio-iac-sandbox"],
  ["clients/pce/x.ts", "../../reconcilers/dag/plan/plan-bindings"],
  ["reconcilers/dag/x.ts", "../../dynamic-providers/lifecycle/batch"],
  ["functions/f/handler.ts", "../../components/shared/x"],
  ["functions/flow-upload/x.ts", "../../clients/aws/send-messages"],
  ["functions/shared/x.ts", "../../core/contracts/aws/flow-queue"],
  ["core/flow-logs/flows/x.ts", "../aws/record-reader"],
  ["functions/f/handler.ts", "../../dynamic-providers/pce/label/label"],
  ["dynamic-providers/pce/label/label.provider.ts", "@pulumi/pulumi"],
  ["dynamic-providers/pce/label/label.ts", "../../../components/pulumi/aws"],
  ["dynamic-providers/lifecycle/x.ts", "../pce/label/label.provider"],
  ["components/pulumi/aws/x.ts", "../../../functions/aws/normalise/handler"],
  ["components/pulumi/aws/x.ts", "aws-cdk-lib"],
  ["components/pulumi/aws/x.ts", "../../../dynamic-providers/pce"],
  ["components/pulumi/azure/x.ts", "../../../dynamic-providers/pce"],
  ["components/pulumi/azure/x.ts", `../../../${FUNCTION_CODE}.provider`],
  ["components/shared/azure/x.ts", `../../../${FUNCTION_CODE}`],
  ["components/cdk/x.ts", "@pulumi/aws"],
  ["sandbox/pce/x.ts", "../../core/errors"],
  ["sandbox/pce/x.ts", "illumio-iac/errors"],
  ["sandbox/cloud/x.ts", "../aws/cloud"],
  ["sandbox/pce/x.ts", "@pulumi/pulumi"],
  ["cli/x.ts", "@pulumi/pulumi"],
  ["cli/x.ts", "../dynamic-providers/lifecycle/batch"],
  ["examples/x/index.ts", "../../dynamic-providers/pce"],
])("the file %s must not import %s", (file, specifier) => {
  expect(problemOf(file, specifier)).toBeDefined();
});

test.each([
  ["core/x.ts", "zlib"],
  ["dynamic-providers/pce/label/label.ts", "@pulumi/pulumi"],
  ["dynamic-providers/pulumi/adapter.ts", "@pulumi/pulumi"],
  ["functions/f/handler.ts", "../../dynamic-providers/pce/label/label.provider"],
  ["sandbox/cloud-plugins/aws/server.ts", "@pulumi/pulumi/proto/provider_grpc_pb"],
  ["components/pulumi/azure/x.ts", `../../../${FUNCTION_CODE}`],
  ["cli/x.ts", "illumio-iac-sandbox"],
  ["cli/x.ts", "illumio-iac-flow-map"],
  ["sandbox/pce/x.ts", "illumio-iac-flow-map"],
  ["cli/x.ts", "../reconcilers/dag/plan/plan-bindings"],
])("the file %s may import %s", (file, specifier) => {
  expect(problemOf(file, specifier)).toBeUndefined();
});

test("the type check resolves all packages of this repository to their sources", () => {
  const { compilerOptions } = JSON.parse(readFileSync(path.join(root, "tsconfig.json"), "utf8")) as {
    compilerOptions: { paths: Record<string, string[]> };
  };
  const mapped = Object.entries(compilerOptions.paths).map(([name, [file]]) => [name, file?.slice(2)]);
  expect(Object.fromEntries(mapped)).toEqual(workspaces);
});

test("core uses neither the clock nor the environment", () => {
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|\bprocess\.(env|hrtime|cwd)|\bMath\.random\(|\bperformance\.now\(/;
  const found = files.filter(
    (file) => file.startsWith("core/") && impure.test(readFileSync(path.join(root, file), "utf8")),
  );
  expect(found).toEqual([]);
});
