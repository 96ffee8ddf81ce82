/** Where the services of the sandbox answer. Resource Manager shows these addresses in the properties of resources. */
export interface ServiceEndpoints {
  /** `primaryEndpoints` of a storage account: `blob`, `queue`, `table` … */
  storage(account: string): Readonly<Record<string, string>>;
  /** `vaultUri` of a Key Vault. */
  vault(name: string): string;
  /** Host name of an app, and that of the site that takes its code; with a port and path where the sandbox needs them. */
  app(name: string): { readonly host: string; readonly scm: string };
}

/** The addresses of Azure's public cloud. */
export const publicEndpoints: ServiceEndpoints = {
  storage: (account) =>
    Object.fromEntries(
      ["blob", "queue", "table", "file"].map((service) => [
        service,
        `https://${account}.${service}.core.windows.net/`,
      ]),
    ),
  vault: (name) => `https://${name}.vault.azure.net/`,
  app: (name) => ({ host: `${name}.azurewebsites.net`, scm: `${name}.scm.azurewebsites.net` }),
};
