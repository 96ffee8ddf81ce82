import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { JsonInput, JsonService } from "../http/json-protocol";
import type { Caller } from "../iam/access";

interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  description: string | undefined;
  /** Customer-managed key that encrypts every version; undefined with AWS's own key. */
  kmsKeyArn: string | undefined;
  /** Newest last; the last one is AWSCURRENT. */
  readonly versions: SecretVersion[];
}

type Needs = Pick<Foundation, "arn" | "region" | "clock" | "ids" | "outages" | "access" | "keys">;

/** Secrets Manager: secrets by name, by ARN, or by ARN without its random ending. */
export class SecretService {
  readonly #cloud: Needs;
  readonly #secrets = new Map<string, Secret>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  readonly api: JsonService = {
    target: "secretsmanager",
    operations: {
      GetSecretValue: (input, caller) => this.#getSecretValue(input, caller),
      DescribeSecret: (input, caller) => this.#describeSecret(input, caller),
      PutSecretValue: (input, caller) => this.#putSecretValue(input, caller),
    },
  };

  add(name: string, description: string | undefined, kmsKeyArn?: string): Secret {
    if (this.#secrets.has(name)) {
      throw new CloudError(
        "ResourceExistsException",
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const arn = this.#cloud.arn("secretsmanager", `secret:${name}-${this.#cloud.ids.letters(6)}`);
    const secret: Secret = { name, arn, description, kmsKeyArn, versions: [] };
    this.#secrets.set(name, secret);
    return secret;
  }

  /** Makes `value` the current version. */
  put(secret: Secret, value: string): SecretVersion {
    if (Buffer.byteLength(value) > 65_536) {
      throw new CloudError("InvalidParameterException", "The secret value is longer than 65536 bytes.");
    }
    const version = { id: this.#cloud.ids.uuid(), value, createdAt: this.#cloud.clock.now() };
    secret.versions.push(version);
    return version;
  }

  find(idOrArn: string): Secret | undefined {
    const named = this.#secrets.get(idOrArn);
    if (named) return named;
    return [...this.#secrets.values()].find(({ arn }) => arn === idOrArn || arn.slice(0, -7) === idOrArn);
  }

  remove(secret: Secret): void {
    this.#secrets.delete(secret.name);
  }

  #getSecretValue(input: JsonInput, caller: Caller): unknown {
    const secret = this.#permitted(input, caller, "GetSecretValue");
    const wanted = input["VersionId"];
    const stage = input["VersionStage"] ?? "AWSCURRENT";
    const version =
      wanted === undefined
        ? secret.versions.at({ AWSCURRENT: -1, AWSPREVIOUS: -2 }[String(stage)] ?? secret.versions.length)
        : secret.versions.find(({ id }) => id === wanted);
    if (version === undefined) {
      throw new CloudError(
        "ResourceNotFoundException",
        `Secrets Manager can't find the specified secret value for staging label: ${String(stage)}`,
      );
    }
    this.#permitKey(secret, caller, ["Decrypt"], "DecryptionFailure");
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      SecretString: version.value,
      VersionStages: [stage],
      CreatedDate: version.createdAt / 1000,
    };
  }

  #describeSecret(input: JsonInput, caller: Caller): unknown {
    const secret = this.#permitted(input, caller, "DescribeSecret");
    const stages = secret.versions.slice(-2).reverse();
    return {
      ARN: secret.arn,
      Name: secret.name,
      Description: secret.description,
      KmsKeyId: secret.kmsKeyArn,
      VersionIdsToStages: Object.fromEntries(
        stages.map(({ id }, index) => [id, [index === 0 ? "AWSCURRENT" : "AWSPREVIOUS"]]),
      ),
    };
  }

  #putSecretValue(input: JsonInput, caller: Caller): unknown {
    const secret = this.#permitted(input, caller, "PutSecretValue");
    const value = input["SecretString"];
    if (typeof value !== "string") {
      throw new CloudError(
        "InvalidParameterException",
        "You must provide SecretString; the sandbox keeps no binary secrets.",
      );
    }
    this.#permitKey(secret, caller, ["GenerateDataKey", "Decrypt"], "EncryptionFailure");
    const version = this.put(secret, value);
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: ["AWSCURRENT"] };
  }

  /**
   * Secrets Manager uses a customer-managed key in the name of who calls, so both the caller's policies and that of the key
   * have to allow it. UNCONFIRMED: the codes for a key that nobody can use.
   *
   * @see AWS Secrets Manager user guide, "Secret encryption and decryption in AWS Secrets Manager"
   */
  #permitKey(secret: Secret, caller: Caller, actions: string[], otherwise: string): void {
    const { keys, region } = this.#cloud;
    const context = {
      "kms:viaservice": `secretsmanager.${region}.amazonaws.com`,
      "kms:encryptioncontext:secretarn": secret.arn,
    };
    const refusal = keys.refusal(secret.kmsKeyArn, { caller, actions, context });
    if (refusal === undefined) return;
    if (refusal.problem === "AccessDenied")
      throw new CloudError("AccessDeniedException", "Access to KMS is not allowed");
    throw new CloudError(otherwise, refusal.message);
  }

  #permitted(input: JsonInput, caller: Caller, action: string): Secret {
    const id = String(input["SecretId"] ?? "");
    const secret = this.find(id);
    this.#cloud.outages.check("secretsmanager", action, secret?.arn ?? id);
    const resource =
      secret?.arn ?? (id.startsWith("arn:") ? id : this.#cloud.arn("secretsmanager", `secret:${id}-??????`));
    this.#cloud.access.require({ caller, action: `secretsmanager:${action}`, resource });
    if (secret === undefined) {
      throw new CloudError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }
}
