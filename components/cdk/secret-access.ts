import { createHash } from "node:crypto";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { isToken } from "../../core/checks";
import { readSecretPolicy } from "../shared/aws/pce-objects/policies";
import { keyOfSecret, readingSecrets } from "./secret-keys";

/** A secret, and its complete ARN as it was checked: empty when there is a problem with it. */
export interface CheckedSecret {
  readonly secret: secretsmanager.ISecret | undefined;
  readonly arn: string;
}

/**
 * Lets a role read secrets, by a policy for each secret whose id is derived from the secret. A request that has to read a
 * secret depends on its policy, so an update makes the policy of a new secret first, and removes the one of a former secret
 * after the requests that still read it: those of the cleanup and of a rollback.
 *
 * A secret of which only the deployment knows the ARN is known by the place of its construct: where it comes to be another
 * secret in the same place, its policy is changed, and requests with the former ARN are refused.
 *
 * All inline policies of a role may have 10,240 characters together, which is enough for some 50 secrets.
 *
 * @see AWS Identity and Access Management user guide, "IAM and AWS STS quotas"
 */
export class SecretAccess extends Construct {
  readonly #role: iam.IRole;

  constructor(scope: Construct, id: string, role: iam.IRole) {
    super(scope, id);
    this.#role = role;
  }

  /** The policies for these secrets, one for each, made where there is none yet. */
  to(...secrets: readonly CheckedSecret[]): iam.CfnPolicy[] {
    return secrets.filter(({ arn }) => arn !== "").map((one) => this.#policyFor(one));
  }

  #policyFor({ secret, arn }: CheckedSecret): iam.CfnPolicy {
    const id = digestOf(secret, arn);
    const made = this.node.tryFindChild(id) as iam.CfnPolicy | undefined;
    return (
      made ??
      new iam.CfnPolicy(this, id, {
        roles: [this.#role.roleName],
        policyName: `secret-${id}`,
        policyDocument: readingSecrets(this, [secret], readSecretPolicy(arn)),
      })
    );
  }
}

/** Of what a policy allows: a token, which has no lasting text, counts as the place of its construct. */
function digestOf(secret: secretsmanager.ISecret | undefined, arn: string): string {
  const key = keyOfSecret(secret);
  const parts = [
    isToken(arn) ? secret?.node.addr : arn,
    key && (isToken(key.keyArn) ? key.node.addr : key.keyArn),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}
