import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = path.resolve(__dirname, "../..");

/** Below the root, where the name of the package leads to what was built. */
const cache = path.join(root, "node_modules/.cache");
const pages = [
  "README.md",
  "docs/vnet-flow-logs-to-pce.md",
  "docs/sql-firewall.md",
  "docs/sql-firewall-sync.md",
  "docs/azure-vm-onboarding.md",
];

/** The page's programs for Azure, each as a module of its own. */
function programsOf(page: string): string[] {
  const text = readFileSync(path.join(root, page), "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
    .map(([, program = ""]) => program)
    .filter((program) => /"illumio-iac\/azure(-sql)?"/.test(program));
}

test("the programs for Azure of README.md and docs/ agree with the types", async () => {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "azure-programs-"));
  try {
    const files = pages.flatMap((page) =>
      programsOf(page).map((program, index) => {
        const file = path.join(folder, `${path.basename(page, ".md")}-${index + 1}.mts`);
        writeFileSync(file, program);
        return file;
      }),
    );
    expect(files.map((file) => path.basename(file))).toEqual([
      "README-1.mts",
      "vnet-flow-logs-to-pce-1.mts",
      "vnet-flow-logs-to-pce-2.mts",
      "sql-firewall-1.mts",
      "sql-firewall-sync-1.mts",
      "azure-vm-onboarding-1.mts",
    ]);
    const options =
      "--ignoreConfig --noEmit --strict --skipLibCheck --module nodenext --target es2023 --types node";
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    const problems = await run(process.execPath, [tsc, ...options.split(" "), ...files], { cwd: root }).then(
      ({ stdout }) => stdout,
      (error: { readonly stdout: string }) => error.stdout,
    );
    expect(problems).toBe("");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
