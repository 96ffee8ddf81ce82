/** What `/metadata/endpoints` says: clients find the other services of a cloud here. */
export function cloudMetadata(endpoint: string): object {
  return {
    name: "IllumioSandbox",
    resourceManager: `${endpoint}/`,
    portal: `${endpoint}/`,
    graph: `${endpoint}/`,
    graphAudience: "https://graph.windows.net/",
    microsoftGraphResourceId: `${endpoint}/`,
    gallery: `${endpoint}/`,
    batch: "https://batch.core.windows.net/",
    media: "https://rest.media.azure.net",
    sqlManagement: `${endpoint}/`,
    vmImageAliasDoc: `${endpoint}/`,
    activeDirectoryDataLake: `${endpoint}/`,
    authentication: {
      loginEndpoint: `${endpoint}/`,
      audiences: ["https://management.core.windows.net/", "https://management.azure.com/"],
      tenant: "common",
      identityProvider: "AAD",
    },
    suffixes: {
      storage: "core.windows.net",
      keyVaultDns: "vault.localhost",
      sqlServerHostname: "database.windows.net",
    },
  };
}
