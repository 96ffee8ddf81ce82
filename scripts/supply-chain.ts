import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { auditVerdict } from "./supply-chain/audit-verdict";
import { InstalledPackages } from "./supply-chain/installed-packages";

/** Outside dist, so that it is never packed itself. */
const BILL = path.resolve(__dirname, "../../.sandbox/illumio-iac.cdx.json");

interface Bill {
  readonly components: readonly { readonly licenses?: readonly unknown[]; readonly name: string }[];
}

/** Writes the software bill of materials of the packages that are shipped, and asks the registry for advisories about it. */
function main(): number {
  const installed = new InstalledPackages();
  try {
    const bill = installed.npm("sbom", "--package-lock-only", "--omit=dev", "--sbom-format=cyclonedx");
    const { components } = JSON.parse(bill) as Bill;
    mkdirSync(path.dirname(BILL), { recursive: true });
    writeFileSync(BILL, bill);
    console.log(`bill of materials: ${components.length} components, ${path.relative(process.cwd(), BILL)}`);
    const verdict = auditVerdict(installed.npm("audit", "--json", "--omit=dev"));
    console.log(verdict.summary);
    for (const finding of verdict.serious) console.error(`  ${finding}`);
    return verdict.serious.length > 0 ? 1 : 0;
  } finally {
    installed.remove();
  }
}

process.exitCode = main();
