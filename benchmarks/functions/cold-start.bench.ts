import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { clientPackagesOf, firstEventOf } from "./bundle-inputs";
import { requireSmallBundles } from "./bundle-size";
import { bundleClientsOnly } from "./clients-only";
import { firstResult } from "./first-result";

export const title =
  "cold start and size of each function, beside one that only constructs the same AWS clients";

const root = path.resolve(__dirname, "../../..");
const bundles = path.join(root, "dist/lambda");
const STARTS = 9;

/**
 * Prints for each bundle the median and the fastest time from the start of its process to its first result, and its size.
 *
 * @throws Error when a bundle is larger than 1.5 MB
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "cold-start-"));
  try {
    print(["function", "median", "fastest", "size", "clients only", "fastest", "size", "first result"]);
    for (const name of readdirSync(bundles).sort()) {
      const packages = clientPackagesOf(name, root);
      const ours = path.join(bundles, name, "index.js");
      const baseline = bundleClientsOnly(packages, path.join(folder, name), root);
      const own = await measured(ours, name);
      const other = await measured(baseline, name);
      print([name, ...own.columns, ...other.columns, own.result]);
      print([`  ${packages.map((one) => one.replace("@aws-sdk/", "")).join(", ")}`]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  requireSmallBundles(bundles);
}

async function measured(bundle: string, name: string): Promise<{ columns: string[]; result: string }> {
  const times: number[] = [];
  let result = "";
  for (let start = 0; start < STARTS; start++) {
    const first = await firstResult(bundle, firstEventOf(name));
    times.push(first.milliseconds);
    result = first.result;
  }
  times.sort((a, b) => a - b);
  const [median, fastest] = [times[(STARTS - 1) / 2]!, times[0]!];
  const size = statSync(bundle).size;
  return {
    columns: [`${median.toFixed(0)} ms`, `${fastest.toFixed(0)} ms`, `${(size / 1000).toFixed(0)} kB`],
    result,
  };
}

function print(columns: readonly string[]): void {
  const widths = [17, 9, 9, 10, 14, 9, 10, 12];
  console.log(
    columns
      .map((column, index) => column.padEnd(columns.length > 1 ? widths[index]! : 0))
      .join("")
      .trimEnd(),
  );
}
