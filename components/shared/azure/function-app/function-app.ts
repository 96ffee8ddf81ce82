/** What every function app of a component has. */
export const FUNCTION_APP = {
  kind: "functionapp,linux",
  runtime: { name: "node", version: "22" },
  /**
   * Flex Consumption takes no fewer in some API versions. A timer runs in one instance whatever the limit, and the lease of
   * a blob keeps a second run out.
   */
  maximumInstanceCount: 40,
  siteConfig: { minTlsVersion: "1.2", ftpsState: "Disabled" },
} as const;

/** One app per plan. */
export const FUNCTION_PLAN = {
  kind: "functionapp",
  sku: { name: "FC1", tier: "FlexConsumption" },
  /** Linux. */
  reserved: true,
} as const;

/**
 * Address of the site that takes deployments, from the host names of an app.
 *
 * @param hosts `hostNameSslStates` of the app
 * @returns undefined where the app has none
 */
export function scmSite(
  hosts: readonly { readonly hostType?: string; readonly name?: string }[] | undefined,
): string | undefined {
  const name = hosts?.find(({ hostType }) => hostType?.toLowerCase() === "repository")?.name;
  return name === undefined ? undefined : `https://${name}`;
}
