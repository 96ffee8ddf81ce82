import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { BUNDLES } from "../../core/contracts/aws/bundles";
import { describeNeeding } from "../support/needs";
import { assetHashes, hashesInCheckout } from "./asset-hashes";
import { emptyProject, install, manifestOf, output, PACKAGES, type PackageName, packAll } from "./packed";

const root = path.resolve(__dirname, "../..");
const specifiers = PACKAGES.flatMap((name) =>
  Object.keys(manifestOf(name).exports)
    .filter((subpath) => subpath !== "./package.json")
    .flatMap((subpath) => (subpath === "./providers/*" ? providers() : subpath))
    .map((subpath) => subpath.replace(/^\./, name)),
);

/** What the engine requires: one entry for each kind of object. */
function providers(): string[] {
  const entries = globSync("dynamic-providers/**/dynamic.ts", { cwd: root });
  return entries.map((file) => `./providers/${path.dirname(path.relative("dynamic-providers", file))}`);
}

describeNeeding("npm registry", "the packed tarballs", () => {
  let directory: string;
  let project: string;
  let tarballs: Record<PackageName, string>;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-package-"));
    tarballs = await packAll(directory);
    project = emptyProject(path.join(directory, "empty"));
    const { devDependencies } = manifestOf("illumio-iac");
    const peers = [
      "@pulumi/pulumi",
      "@pulumi/aws",
      "@pulumi/azure-native",
      "@azure/identity",
      "aws-cdk-lib",
      "constructs",
      "typescript",
      "@types/node",
    ].map((name) => `${name}@${devDependencies[name]}`);
    await install(project, [...Object.values(tarballs), ...peers]);
  }, 300_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("every subpath can be required and imported, and gives the same names", async () => {
    const script = `
      (async () => {
        for (const name of ${JSON.stringify(specifiers)}) {
          const required = Object.keys(require(name)).sort();
          const imported = Object.keys(await import(name));
          if (required.length === 0) throw new Error(name + " exports nothing");
          const whole = name.includes("/providers/"); // the engine requires these whole
          const missing = required.filter((key) => !whole && key !== "__esModule" && !imported.includes(key));
          if (missing.length > 0) throw new Error(name + " cannot be imported by name: " + missing);
          console.log(name + " ok");
        }
      })();`;
    const printed = await output(process.execPath, ["-e", script], project);
    for (const name of specifiers) expect(printed).toContain(`${name} ok`);
  }, 120_000);

  test.each([
    ["nodenext", { module: "nodenext", moduleResolution: "nodenext" }],
    ["bundler", { module: "esnext", moduleResolution: "bundler" }],
    ["node10", { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0" }],
  ])(
    "types resolve under %s",
    async (name, options) => {
      const folder = path.join(project, name);
      mkdirSync(folder);
      const imports = specifiers.map((specifier, index) => `import * as m${index} from "${specifier}";`);
      const uses = specifiers.map((_, index) => `void m${index};`);
      const wrong =
        "// @ts-expect-error a label has no such argument\nnew Label('l', { key: 'role', value: 'web', color: 'red' });";
      const text = [...imports, 'import { Label } from "illumio-iac/pce";', ...uses, wrong].join("\n");
      writeFileSync(path.join(folder, "index.ts"), text);
      const compilerOptions = {
        ...options,
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        target: "es2022",
        types: ["node"],
      };
      writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
      await output(path.join(project, "node_modules/.bin/tsc"), ["-p", folder], project);
    },
    120_000,
  );

  /** A copy of an example with what its README says to install. @returns its folder */
  async function installedExample(name: string): Promise<string> {
    const folder = path.join(directory, name);
    cpSync(path.join(root, "examples", name), folder, {
      recursive: true,
      filter: (file) => path.basename(file) !== "node_modules",
    });
    const [, list] = /install (`illumio-iac`.*) beside it/.exec(
      readFileSync(path.join(folder, "README.md"), "utf8"),
    ) as RegExpExecArray;
    const packages = [...(list as string).matchAll(/`([^`]+)`/g)].map(([, one]) => one as string);
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(path.join(folder, "package.json"), "utf8"),
    ) as Record<"dependencies" | "devDependencies", Record<string, string>>;
    const names = packages.map((one) => one.replace(/(?!^)@.*/, ""));
    expect(names.sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort());
    const named = packages.map((one) => (one === "illumio-iac" ? tarballs["illumio-iac"] : one));
    await install(folder, ["--prefer-offline", ...named]);
    return folder;
  }

  /** @returns the folder of the example */
  async function typeChecked(name: string): Promise<string> {
    const folder = await installedExample(name);
    await output(path.join(folder, "node_modules/.bin/tsc"), ["-p", folder], folder);
    return folder;
  }

  test.each(["aws-visibility", "azure-visibility", "azure-sql", "palo-alto-dag"])(
    "examples/%s type-checks outside the repository with what its README says to install",
    async (name) => {
      expect(path.basename(await typeChecked(name))).toBe(name);
    },
    240_000,
  );

  test.each<[name: string, resourceType: string, bundles: string[]]>([
    ["cdk-aws-visibility", "AWS::EC2::FlowLog", [BUNDLES.normalise, BUNDLES.upload]],
    [
      "cdk-pce-objects",
      "Custom::IllumioDagBinding",
      [BUNDLES.pceObjects, BUNDLES.dagObjects, BUNDLES.dagSync],
    ],
  ])(
    "examples/%s type-checks and is synthesized with the asset hashes of a checkout, outside the repository with what its README says to install",
    async (name, resourceType, bundles) => {
      const folder = await typeChecked(name);
      const settings = [
        "vpcId=vpc-0123456789abcdef0",
        "subnetIds=subnet-0123456789abcdef0,subnet-0123456789abcdef1",
        "pceHost=pce.example.com",
        "pcePort=8443",
        "pceOrgId=1",
        "pceSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:illumio/pce-AbCdEf",
        "firewallSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:illumio/edge-AbCdEf",
      ];
      const cdk = [path.join(folder, "node_modules/aws-cdk/bin/cdk"), "synth", "--no-notices"];
      // The app needs the Node that runs the tests, which need not be the one on PATH.
      const app = ["--app", `${process.execPath} bin/app.ts`];
      const context = settings.flatMap((setting) => ["-c", setting]);
      const template = await output(process.execPath, [...cdk, ...app, ...context], folder);
      expect(template).toContain(resourceType);
      const hashes = assetHashes(path.join(folder, "cdk.out"));
      expect(hashes).toEqual(expect.arrayContaining(hashesInCheckout(bundles)));
    },
    240_000,
  );

  test("the installed command runs and prints its version", async () => {
    const command = path.join(project, "node_modules/.bin/illumio-iac");
    expect(await output(command, ["--version"], project)).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await output(command, ["--help"], project)).toMatch(/sandbox[\s\S]*flows[\s\S]*redrive/);
  });

  test("illumio-iac holds what a user needs and nothing else", async () => {
    const folders = await contents("illumio-iac");
    for (const needed of [
      "bin/illumio-iac.js",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "dist/lambda",
      "dist/function-apps",
    ])
      expect(folders).toContain(needed);
    expect(
      [...folders].filter((name) =>
        /^(test|scripts|benchmarks|examples|sandbox|flow-map)|dist\/(test|scripts|benchmarks|functions|sandbox|flow-map)/.test(
          name,
        ),
      ),
    ).toEqual([]);
  });

  test.each(["illumio-iac-sandbox", "illumio-iac-flow-map"] as const)(
    "%s holds what was built, a README and its licence, and nothing else",
    async (name) => {
      const top = new Set([...(await contents(name))].map((entry) => entry.split("/")[0]));
      expect([...top].sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
    },
  );

  /** The first two levels of a tarball. */
  async function contents(name: PackageName): Promise<Set<string>> {
    const listed = (await output("tar", ["-tzf", tarballs[name]], project)).trim().split("\n");
    return new Set(listed.map((entry) => entry.split("/").slice(1, 3).join("/")));
  }

  test("the sandbox starts from its package", async () => {
    const script = `
      const { startSandbox } = require("illumio-iac-sandbox");
      const { awsPluginDirectory } = require("illumio-iac-sandbox/cloud-plugins");
      startSandbox().then(async (sandbox) => {
        console.log(sandbox.pce.url, awsPluginDirectory());
        await sandbox.close();
      });`;
    expect(await output(process.execPath, ["-e", script], project)).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+ .*illumio-iac-sandbox.dist.cloud-plugins.aws.bin\n$/,
    );
  }, 60_000);

  test.each(PACKAGES)(
    "publint and attw report no problem in %s",
    async (name) => {
      const bin = path.join(root, "node_modules/.bin");
      expect(await output(path.join(bin, "publint"), ["run", "--strict", tarballs[name]], root)).toContain(
        "All good!",
      );
      await output(path.join(bin, "attw"), [tarballs[name], "--profile", "strict"], root);
    },
    120_000,
  );
});
