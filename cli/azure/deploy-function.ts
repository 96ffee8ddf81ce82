import { readFileSync } from "node:fs";
import { deployCode } from "../../clients/azure/deploy-code";
import { deployerToken } from "../../clients/azure/deployer-credential";
import { ScmSite } from "../../clients/azure/scm-site";
import { functionAppDigest, functionAppZip } from "../../components/shared/bundle-path";
import { BUNDLES } from "../../core/contracts/azure/bundles";
import { say } from "../output";
import type { FunctionName } from "./function-names";

export interface AzureDeployOptions {
  /** Deployment site of the app. */
  readonly scmSite: string;
  readonly function: FunctionName;
  /** Whether a role that is not in effect yet is waited for. */
  readonly wait: boolean;
}

const FUNCTIONS: Readonly<Record<FunctionName, string>> = {
  drain: BUNDLES.drain,
  "sql-sync": BUNDLES.sqlSync,
  onboarding: BUNDLES.onboarding,
};

const NO_CONFIGURATION = { get: () => undefined };

/** Deploys the package of a function to an app. */
export async function deployFunction({ scmSite, function: name, wait }: AzureDeployOptions): Promise<void> {
  const bundle = FUNCTIONS[name];
  const code = { zip: readFileSync(functionAppZip(bundle)), digest: functionAppDigest(bundle) };
  const site = new ScmSite(scmSite, { token: await deployerToken(NO_CONFIGURATION, process.env) });
  try {
    say(`deploying ${bundle} (${code.digest.slice(0, 12)}) to ${scmSite}`);
    const id = await deployCode(site, code, { waitsForRoles: wait, say });
    say(`deployment ${id} succeeded`);
  } finally {
    await site.close();
  }
}
