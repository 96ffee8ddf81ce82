import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describeNeeding } from "../support/needs";
import { emptyProject, install, manifestOf, packAll } from "./packed";

const MB = 1_000_000;
const MOST_PACKAGES = 15;
const MOST_BYTES_OF_OTHERS = 8 * MB;
const MOST_BYTES_OF_OURS = 9 * MB;

const RECORD =
  "2 123456789012 eni-0aaaaaaaaaaaaaaaa 10.0.1.5 10.0.2.6 40000 443 6 10 840 1767225600 1767225660 ACCEPT OK";

describeNeeding("npm registry", "a project with illumio-iac and @pulumi/pulumi", () => {
  let directory: string;
  let project: string;
  /** What `npm install illumio-iac` added, as folders of the project. */
  let added: string[];

  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-footprint-"));
    const tarballs = await packAll(directory);
    project = emptyProject(path.join(directory, "project"));
    await install(project, [`@pulumi/pulumi@${manifestOf("illumio-iac").devDependencies["@pulumi/pulumi"]}`]);
    const before = new Set(installed(path.join(project, "node_modules")));
    await install(project, [tarballs["illumio-iac"]]);
    writeFileSync(path.join(project, "flow-log.txt"), `${RECORD}\n`);
    added = installed(path.join(project, "node_modules")).filter((folder) => !before.has(folder));
  }, 300_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("holds few packages of others, and little of ours beside the function bundles", () => {
    const ours = path.join(project, "node_modules/illumio-iac");
    const bundles = ["dist/lambda", "dist/function-apps"].map((folder) => path.join(ours, folder));
    const others = added.filter((folder) => folder !== ours);
    const sizes = {
      others: others.reduce((sum, folder) => sum + bytesIn(folder), 0),
      ours: bytesIn(ours) - bundles.reduce((sum, folder) => sum + bytesIn(folder), 0),
    };
    const names = others.map((folder) => path.relative(path.join(project, "node_modules"), folder));
    console.log(
      [
        `${others.length} packages of others, ${inMb(sizes.others)}: ${names.join(", ")}`,
        `illumio-iac without function bundles: ${inMb(sizes.ours)}`,
        ...bundles.flatMap((folder) =>
          readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
            entry.isDirectory()
              ? [`  bundle ${entry.name}: ${inMb(bytesIn(path.join(folder, entry.name)))}`]
              : [],
          ),
        ),
      ].join("\n"),
    );
    expect(others.length).toBeLessThanOrEqual(MOST_PACKAGES);
    expect(sizes.others).toBeLessThanOrEqual(MOST_BYTES_OF_OTHERS);
    expect(sizes.ours).toBeLessThanOrEqual(MOST_BYTES_OF_OURS);
  });

  test.each([
    [
      ["sandbox"],
      "illumio-iac sandbox needs the package illumio-iac-sandbox: npm install --save-dev illumio-iac-sandbox",
    ],
    [
      ["redrive", "--failures", "bucket", "--function", "normalise"],
      "illumio-iac redrive needs the packages @aws-sdk/client-lambda and @aws-sdk/client-s3: npm install @aws-sdk/client-lambda @aws-sdk/client-s3",
    ],
    [
      ["azure", "deploy", "--scm-site", "https://shop.scm.azurewebsites.net"],
      "Deployment of code to Azure needs the package @azure/identity: npm install @azure/identity",
    ],
    [
      ["flows", path.resolve(__dirname, "../fixtures/flow-logs/vpc-snappy.parquet")],
      "illumio-iac flows with Parquet needs the packages hyparquet and hyparquet-compressors: npm install hyparquet hyparquet-compressors",
    ],
    [
      ["flows", "flow-log.txt", "--map", "map.svg"],
      "illumio-iac flows --map needs the package illumio-iac-flow-map: npm install illumio-iac-flow-map",
    ],
  ])("illumio-iac %j says what to install", (args, message) => {
    const { status, stderr } = command(args);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
  });

  test("the help of the command needs no further package", () => {
    const { status, stdout } = command(["--help"]);
    expect(stdout).toMatch(/sandbox[\s\S]*flows[\s\S]*redrive/);
    expect(status).toBe(0);
  });

  function command(args: string[]): { status: number | null; stdout: string; stderr: string } {
    const bin = path.join(project, "node_modules/illumio-iac/bin/illumio-iac.js");
    return spawnSync(process.execPath, [bin, ...args], { cwd: project, encoding: "utf8" });
  }
});

/** The folders of all packages below a `node_modules`, nested ones too. */
function installed(modules: string): string[] {
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith(".")) return [];
    const folder = path.join(modules, entry.name);
    if (entry.name.startsWith("@")) return installed(folder);
    const nested = path.join(folder, "node_modules");
    return [folder, ...(statSync(nested, { throwIfNoEntry: false })?.isDirectory() ? installed(nested) : [])];
  });
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !path.relative(folder, entry.parentPath).startsWith("node_modules"))
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

const inMb = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;
