import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";

/** The PCE that the functions of a construct call, and the secret with its API key. */
export interface PceProps {
  /** Host name of the PCE, without scheme, port or path. */
  readonly host: string;
  /**
   * TLS port of the PCE: 443 for SaaS, usually 8443 on premises.
   * @default 8443
   */
  readonly port?: number;
  /** Number of the organization, as in every href of the PCE: `/orgs/7/…`. */
  readonly orgId: number;
  /**
   * The secret in AWS Secrets Manager that holds the PCE's API key:
   * `{"apiKeyUsername": "api_…", "apiKeySecret": "…", "caCertificate": "-----BEGIN …"}`, the last only for a PCE with a
   * certificate of a private authority. It lies in the region of the stack, and its complete ARN is known: import it by
   * `Secret.fromSecretCompleteArn`. To upload flows the key needs the role Global Organization Owner or Global
   * Administrator, because the PCE refuses uploads with any other; to keep address groups in step Global Read Only is
   * enough.
   */
  readonly secret: secretsmanager.ISecret;
}
