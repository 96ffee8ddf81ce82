export interface FunctionCodeInputs {
  /** `https://shop.scm.azurewebsites.net` */
  readonly scmSite: string;
  /** One of the `BUNDLES` of Azure. */
  readonly bundle: string;
  /** `bundleDigest` of the code, 64 hexadecimal digits. */
  readonly digest: string;
  readonly waitsForRoles: boolean;
}

export interface FunctionCodeState extends Omit<FunctionCodeInputs, "digest"> {
  /** Digest of what is deployed; empty while nothing of ours is. */
  readonly digest: string;
  /** Id of our last deployment. */
  readonly deploymentId?: string;
  readonly complete?: boolean;
}

/** Code in messages. */
export function nameOf({ scmSite, bundle }: Pick<FunctionCodeInputs, "scmSite" | "bundle">): string {
  return `code ${bundle} on ${scmSite}`;
}
