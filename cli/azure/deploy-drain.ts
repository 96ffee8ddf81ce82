import { readFileSync } from "node:fs";
import { deployCode } from "../../clients/azure/deploy-code";
import { deployerToken } from "../../clients/azure/deployer-credential";
import { ScmSite } from "../../clients/azure/scm-site";
import { functionAppDigest, functionAppZip } from "../../components/shared/bundle-path";
import { BUNDLES } from "../../core/contracts/azure/bundles";
import { say } from "../output";

export interface AzureDeployOptions {
  /** Deployment site of the app. */
  readonly scmSite: string;
  /** Whether a role that is not in effect yet is waited for. */
  readonly wait: boolean;
}

const NO_CONFIGURATION = { get: () => undefined };

/** Deploys the package of the drain function to an app. */
export async function deployDrain({ scmSite, wait }: AzureDeployOptions): Promise<void> {
  const code = { zip: readFileSync(functionAppZip(BUNDLES.drain)), digest: functionAppDigest(BUNDLES.drain) };
  const site = new ScmSite(scmSite, { token: await deployerToken(NO_CONFIGURATION, process.env) });
  try {
    say(`deploying ${BUNDLES.drain} (${code.digest.slice(0, 12)}) to ${scmSite}`);
    const id = await deployCode(site, code, { waitsForRoles: wait, say });
    say(`deployment ${id} succeeded`);
  } finally {
    await site.close();
  }
}
