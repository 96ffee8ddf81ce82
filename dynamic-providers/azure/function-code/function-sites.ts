import type { CodeToDeploy, DeployCodeOptions } from "../../../clients/azure/deploy-code";
import { ScmSite } from "../../../clients/azure/scm-site";
import { bundleZip } from "./bundle-zip";

export interface FunctionSitesOptions {
  /** Token of whoever runs the deployment; asked for once. */
  readonly token: () => Promise<string>;
  /** Throws when something that a deployment needs is not installed. @default nothing is needed */
  readonly checkPackages?: () => void;
  /** @default the function apps that came with this package */
  readonly bundle?: (name: string, digest: string) => CodeToDeploy;
  /** How a deployment waits. */
  readonly timing?: Pick<DeployCodeOptions, "pause" | "limitInSeconds" | "now">;
  readonly caCertificate?: string;
}

/** What is deployed, and the deployment sites of function apps. */
export class FunctionSites {
  readonly bundle: (name: string, digest: string) => CodeToDeploy;
  readonly timing: NonNullable<FunctionSitesOptions["timing"]>;
  #token: Promise<string> | undefined;

  constructor(private readonly options: FunctionSitesOptions) {
    this.bundle = options.bundle ?? bundleZip;
    this.timing = options.timing ?? {};
  }

  /** @throws IllumioIacError when something that a deployment needs is not installed */
  checkPackages(): void {
    this.options.checkPackages?.();
  }

  /** Calls one site, and closes its connections afterwards. */
  async using<T>(url: string, work: (site: ScmSite) => Promise<T>): Promise<T> {
    this.#token ??= this.options.token();
    const { caCertificate } = this.options;
    const site = new ScmSite(url, { token: await this.#token, caCertificate });
    try {
      return await work(site);
    } finally {
      await site.close();
    }
  }
}
