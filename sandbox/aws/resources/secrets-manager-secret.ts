import { isDeepStrictEqual } from "node:util";
import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import { type GeneratedSecret, generatedSecretShape, generateSecret } from "../secrets/generated-password";
import type { SecretService } from "../secrets/secret-service";

interface SecretProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly SecretString?: string;
  readonly GenerateSecretString?: GeneratedSecret;
  readonly KmsKeyId?: string;
  readonly Tags?: unknown;
}

type Needs = Pick<Foundation, "ids" | "keys"> & {
  readonly secrets: Pick<SecretService, "add" | "put" | "find" | "remove">;
};

/** Its id is the ARN. Deletion is immediate, without a recovery window. */
export const secretsManagerSecret: ResourceType<SecretProperties, Needs> = {
  type: "AWS::SecretsManager::Secret",
  createOnly: ["Name"],
  shape: object({
    Name: text({ pattern: /^[\w/+=.@-]{1,512}$/ }),
    Description: text({ max: 2048 }),
    SecretString: text({ max: 65_536 }),
    GenerateSecretString: generatedSecretShape,
    KmsKeyId: text({ max: 2048 }),
    Tags: tags,
  }),

  create(cloud, properties) {
    const value = secretValue(cloud, properties);
    const name = properties.Name ?? `sandbox-secret-${cloud.ids.upper(12)}`;
    const secret = cloud.secrets.add(name, properties.Description, keyArnOf(cloud, properties.KmsKeyId));
    if (value !== undefined) cloud.secrets.put(secret, value);
    return secret.arn;
  },

  attributes(cloud, { id }) {
    return { Id: id, Arn: id, Name: cloud.secrets.find(id)?.name };
  },

  update(cloud, { id, properties: before }, properties) {
    const secret = cloud.secrets.find(id);
    if (secret === undefined)
      throw new CloudError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    const isSame =
      properties.SecretString === before.SecretString &&
      isDeepStrictEqual(properties.GenerateSecretString, before.GenerateSecretString);
    const value = isSame ? undefined : secretValue(cloud, properties);
    secret.kmsKeyArn = keyArnOf(cloud, properties.KmsKeyId);
    secret.description = properties.Description;
    if (value !== undefined) cloud.secrets.put(secret, value);
  },

  delete(cloud, { id }) {
    const secret = cloud.secrets.find(id);
    if (secret) cloud.secrets.remove(secret);
  },
};

/** A key is named by its ARN or its id; of the aliases, the sandbox has only that of AWS's own key. */
function keyArnOf(cloud: Needs, keyId: string | undefined): string | undefined {
  return keyId === undefined || keyId === "alias/aws/secretsmanager" ? undefined : cloud.keys.named(keyId);
}

function secretValue(
  cloud: Needs,
  { SecretString, GenerateSecretString }: SecretProperties,
): string | undefined {
  if (GenerateSecretString === undefined) return SecretString;
  if (SecretString === undefined) return generateSecret(cloud.ids, GenerateSecretString);
  throw new CloudError(
    "InvalidRequestException",
    "You can't specify both SecretString and GenerateSecretString.",
  );
}
