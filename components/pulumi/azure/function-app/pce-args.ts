import type * as pulumi from "@pulumi/pulumi";

/** The secret in Azure Key Vault that holds the PCE's API key. */
export interface PceSecretArgs {
  /**
   * ARM id of the vault, `/subscriptions/…/providers/Microsoft.KeyVault/vaults/illumio`. The function gets a role on the one
   * secret, and Azure grants roles by ARM ids. A vault with access policies is refused.
   */
  readonly vaultId: pulumi.Input<string>;
  /**
   * Name of the secret. Its text is `{"apiKeyUsername": "api_…", "apiKeySecret": "…", "caCertificate": "-----BEGIN …"}`,
   * the last only for a PCE with a certificate of a private authority. The function reads the latest version. The key
   * needs the role Global Organization Owner or Global Administrator, because the PCE refuses uploads with any other.
   */
  readonly name: pulumi.Input<string>;
  /**
   * `vaultUri` of the vault. Only for a vault in another subscription than the provider's, which the component does not look
   * up; it then has to have the permission model Azure role-based access control.
   * @default as Azure says
   */
  readonly vaultUri?: pulumi.Input<string>;
}

/**
 * The PCE that the function calls, and the secret with its API key. `pceSettings()` of `illumio-iac/pce` gives host, port and
 * orgId of the stack's settings: `pce: { ...pceSettings(), secret }`.
 */
export interface PceArgs {
  /** Host name of the PCE, without scheme, port or path. */
  readonly host: pulumi.Input<string>;
  /**
   * TLS port of the PCE: 443 for SaaS, usually 8443 on premises.
   * @default 8443
   */
  readonly port?: pulumi.Input<number>;
  /** Number of the organization, as in every href of the PCE: `/orgs/7/…`. */
  readonly orgId: pulumi.Input<number>;
  readonly secret: PceSecretArgs;
}
