import type * as pulumi from "@pulumi/pulumi";

/**
 * The PCE that the functions of a component call, and the secret with its API key. `pceSettings()` of `illumio-iac/pce` gives
 * host, port and orgId of the stack's settings: `pce: { ...pceSettings(), secretArn }`.
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
  /**
   * ARN of the secret in AWS Secrets Manager that holds the PCE's API key:
   * `{"apiKeyUsername": "api_…", "apiKeySecret": "…", "caCertificate": "-----BEGIN …"}`, the last only for a PCE with a
   * certificate of a private authority. The whole ARN, with the six characters at its end. To upload flows the key
   * needs the role Global Organization Owner or Global Administrator, because the PCE refuses uploads with any other;
   * to keep address groups in step Global Read Only is enough.
   */
  readonly secretArn: pulumi.Input<string>;
}
