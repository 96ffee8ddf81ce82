import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describeNeeding } from "../support/needs";

const run = promisify(execFile);
const root = path.resolve(__dirname, "../..");
const own = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  exports: Record<string, unknown>;
  devDependencies: Record<string, string>;
};
const subpaths = Object.keys(own.exports).filter((subpath) => subpath !== "./package.json");
const specifiers = subpaths.map((subpath) => subpath.replace(/^\./, "illumio-iac"));

/** What a call prints to both streams; a failure shows them. */
async function output(command: string, args: string[], cwd: string): Promise<string> {
  try {
    const { stdout, stderr } = await run(command, args, { cwd, maxBuffer: 64e6 });
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}\n${stderr}`);
  }
}

describeNeeding("npm registry", "the packed tarball", () => {
  let directory: string;
  let project: string;
  let tarball: string;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-package-"));
    project = path.join(directory, "empty");
    mkdirSync(project);
    await output("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", project], root);
    tarball = path.join(project, readdirSync(project).find((name) => name.endsWith(".tgz")) as string);
    writeFileSync(path.join(project, "package.json"), '{"name":"empty","private":true}');
    const peers = ["@pulumi/pulumi", "@pulumi/aws", "typescript", "@types/node"].map(
      (name) => `${name}@${own.devDependencies[name]}`,
    );
    await output(
      "npm",
      ["install", "--ignore-scripts", "--no-audit", "--no-fund", tarball, ...peers],
      project,
    );
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

  test.each(["aws-visibility", "palo-alto-dag"])(
    "examples/%s type-checks outside the repository with what its README says to install",
    async (name) => {
      const folder = path.join(directory, name);
      cpSync(path.join(root, "examples", name), folder, {
        recursive: true,
        filter: (file) => path.basename(file) !== "node_modules",
      });
      const [, list] = /install (`illumio-iac`.*) beside it/.exec(
        readFileSync(path.join(folder, "README.md"), "utf8"),
      ) as RegExpExecArray;
      const packages = [...(list as string).matchAll(/`([^`]+)`/g)].map(([, one]) => one as string);
      expect(packages).toEqual(expect.arrayContaining(["@pulumi/pulumi", "typescript@~6.0.3"]));
      const install = packages.map((one) => (one === "illumio-iac" ? tarball : one));
      const quick = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
      await output("npm", ["install", ...quick, ...install], folder);
      await output(path.join(folder, "node_modules/.bin/tsc"), ["-p", folder], folder);
    },
    180_000,
  );

  test("the command runs and knows its version", async () => {
    const command = path.join(project, "node_modules/.bin/illumio-iac");
    expect(await output(command, ["--version"], project)).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await output(command, ["--help"], project)).toMatch(/sandbox[\s\S]*flows[\s\S]*redrive/);
  });

  test("holds what a user needs and nothing else", async () => {
    const listed = (await output("tar", ["-tzf", tarball], project)).trim().split("\n");
    const folders = new Set(listed.map((name) => name.split("/").slice(1, 3).join("/")));
    for (const needed of ["bin/illumio-iac.js", "README.md", "LICENSE", "CHANGELOG.md", "dist/lambda"])
      expect(folders).toContain(needed);
    expect(
      [...folders].filter((name) =>
        /^(test|scripts|benchmarks|examples)|dist\/(test|scripts|benchmarks)/.test(name),
      ),
    ).toEqual([]);
  });

  test("publint and attw find nothing wrong", async () => {
    const bin = path.join(root, "node_modules/.bin");
    expect(await output(path.join(bin, "publint"), ["run", "--strict", tarball], root)).toContain(
      "All good!",
    );
    await output(path.join(bin, "attw"), [tarball, "--profile", "strict"], root);
  }, 120_000);
});
