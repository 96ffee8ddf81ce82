import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CdkApp, installedCdk } from "../../../scripts/demo/cdk-app";

let folder: string;
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "cdk-app-"));
  printed = [];
  jest.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** An app whose CLI is this script. */
function appOf(script: string): CdkApp {
  const cli = path.join(folder, "cdk.js");
  writeFileSync(cli, script);
  return new CdkApp({ cli, folder, environment: {}, assembly: "cdk.out" });
}

test("the CLI of the repository is one of the line that the examples pin", () => {
  const manifest = path.join(path.dirname(installedCdk()), "../package.json");
  expect((JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version).toMatch(/^2\.1148\./);
});

test("synthesis gives the app its settings, and the other commands read what it wrote", async () => {
  const app = appOf("console.log(JSON.stringify(process.argv.slice(2)))");
  await app.synth({ logFormat: "srcaddr dstaddr" });
  const batch = ["--ci", "--no-color", "--no-notices"];
  expect(JSON.parse(printed.at(-1)!)).toEqual(
    ["synth", "--quiet", "-c", "logFormat=srcaddr dstaddr", "--output", "cdk.out"].concat(batch),
  );
  expect(printed[0]).toBe("   $ cdk synth --quiet -c 'logFormat=srcaddr dstaddr'\n");
  expect(JSON.parse(await app.run("diff"))).toEqual(["diff", "--app", "cdk.out", ...batch]);
});

test("a command that fails ends with everything that the CLI printed", async () => {
  const app = appOf('console.log("what it did"); console.error("why it failed"); process.exitCode = 3;');
  const { message } = await app.run("deploy").then(
    () => new Error("it succeeded"),
    (error: Error) => error,
  );
  expect(message.split("\n").sort()).toEqual(["cdk deploy exited with 3:", "what it did", "why it failed"]);
});

test("lines about what is not finished are left out", async () => {
  const app = appOf(
    'console.log("Shop | 0/1 | CREATE_IN_PROGRESS | Queue\\nShop | 1/1 | CREATE_COMPLETE | Queue")',
  );
  await app.run("deploy");
  expect(printed.join("")).toBe("   $ cdk deploy\n   Shop | 1/1 | CREATE_COMPLETE | Queue\n");
});
