import { AwsError } from "../aws-error";
import type { ResourceType } from "./resource-type";
import { object, tags, text } from "./shape";

interface SecretProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly SecretString?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: unknown;
}

/** Its id is the ARN. Deletion is immediate, without a recovery window. */
export const secretsManagerSecret: ResourceType<SecretProperties> = {
  type: "AWS::SecretsManager::Secret",
  createOnly: ["Name"],
  shape: object({
    Name: text({ pattern: /^[\w/+=.@-]{1,512}$/ }),
    Description: text({ max: 2048 }),
    SecretString: text({ max: 65_536 }),
    KmsKeyId: text({ oneOf: ["alias/aws/secretsmanager"] }),
    Tags: tags,
  }),

  create(cloud, { Name, Description, SecretString }) {
    const secret = cloud.secrets.add(Name ?? `sandbox-secret-${cloud.ids.upper(12)}`, Description);
    if (SecretString !== undefined) cloud.secrets.put(secret, SecretString);
    return secret.arn;
  },

  attributes(cloud, { id }) {
    return { Id: id, Arn: id, Name: cloud.secrets.find(id)?.name };
  },

  update(cloud, { id, properties: before }, { Description, SecretString }) {
    const secret = cloud.secrets.find(id);
    if (secret === undefined)
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    secret.description = Description;
    if (SecretString !== undefined && SecretString !== before.SecretString)
      cloud.secrets.put(secret, SecretString);
  },

  delete(cloud, { id }) {
    const secret = cloud.secrets.find(id);
    if (secret) cloud.secrets.remove(secret);
  },
};
