/** The services of the sandbox behind its resources: where they answer, and what Resource Manager hands out for them. */
export interface ServiceEndpoints {
  /** `primaryEndpoints` of a storage account: `blob`, `queue`, `table` … */
  storage(account: string): Readonly<Record<string, string>>;
  /** The two shared keys of a storage account. */
  storageKeys(account: string): readonly [string, string];
  /** Takes the place of both keys of an account. */
  setStorageKeys(account: string, keys: readonly [string, string]): Promise<void>;
  /** Opens a Key Vault. @returns its `vaultUri` */
  vault(name: string): Promise<string>;
  /** Writes a secret into a vault. @returns its version */
  setSecret(vault: string, name: string, value: string): Promise<string>;
  /** Host name of an app, and that of the site that takes its code; with a port and path where the sandbox needs them. */
  app(name: string): { readonly host: string; readonly scm: string };
}
