/** What all accounts that components make have in common. */
export const STORAGE_ACCOUNT = {
  kind: "StorageV2",
  /** Flow logs need a standard account; Azure writes no flow log into a premium one. */
  sku: { name: "Standard_LRS" },
  allowBlobPublicAccess: false,
  minimumTlsVersion: "TLS1_2",
  enableHttpsTrafficOnly: true,
  isHnsEnabled: false,
  defaultToOAuthAuthentication: true,
} as const;

/** The host account is reached with tokens alone. */
export const HOST_SHARED_KEYS = false;

/** Azure Functions is not among the trusted services, Network Watcher is. */
export function networkRules(isPrivate: boolean): {
  readonly defaultAction: "Allow" | "Deny";
  readonly bypass: "AzureServices";
} {
  return { defaultAction: isPrivate ? "Deny" : "Allow", bypass: "AzureServices" };
}

/** Services of an account, as private endpoints name them. */
export type StorageService = "blob" | "queue" | "table";
