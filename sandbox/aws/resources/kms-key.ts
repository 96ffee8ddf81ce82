import type { ResourceType } from "../../cloud/resources/resource-type";
import { flag, integer, json, object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import { parsePolicy } from "../iam/policy";
import type { Key } from "../kms/key-service";

interface KeyProperties {
  readonly KeyPolicy?: unknown;
  readonly Enabled?: boolean;
  readonly Description?: string;
  readonly EnableKeyRotation?: boolean;
  readonly Tags?: unknown;
}

type Needs = Pick<Foundation, "accountId" | "arn" | "ids" | "keys">;

/** A symmetric key for encryption. Its id is the key's id. What is deleted waits for its deletion and cannot be used. */
export const kmsKey: ResourceType<KeyProperties, Needs> = {
  type: "AWS::KMS::Key",
  createOnly: [],
  shape: object({
    KeyPolicy: json,
    Enabled: flag,
    Description: text({ max: 8192 }),
    EnableKeyRotation: flag,
    RotationPeriodInDays: integer({ min: 90, max: 2560 }),
    PendingWindowInDays: integer({ min: 7, max: 30 }),
    KeySpec: text({ oneOf: ["SYMMETRIC_DEFAULT"] }),
    KeyUsage: text({ oneOf: ["ENCRYPT_DECRYPT"] }),
    BypassPolicyLockoutSafetyCheck: flag,
    Tags: tags,
  }),

  create(cloud, properties) {
    const id = cloud.ids.uuid();
    const key: Key = { id, arn: cloud.arn("kms", `key/${id}`), policy: [], state: "Enabled" };
    apply(cloud, key, properties);
    cloud.keys.add(key);
    return id;
  },

  attributes: (cloud, { id }) => ({ Arn: cloud.arn("kms", `key/${id}`), KeyId: id }),

  update(cloud, { id }, properties) {
    apply(cloud, cloud.keys.byId(id)!, properties);
  },

  delete(cloud, { id }) {
    const key = cloud.keys.byId(id);
    if (key) key.state = "PendingDeletion";
  },
};

/** Without a policy of its own, a key leaves everything to the policies of the account's identities. */
function apply(cloud: Needs, key: Key, { KeyPolicy, Enabled }: KeyProperties): void {
  const byDefault = {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${cloud.accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  };
  key.policy = parsePolicy(KeyPolicy ?? byDefault, "resource", "MalformedPolicyDocumentException");
  key.state = Enabled === false ? "Disabled" : "Enabled";
}
