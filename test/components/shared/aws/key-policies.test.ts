import { decryptSecret, encryptLogGroups, useKey } from "../../../../components/shared/aws/key-policies";
import { token, UNRESOLVED_LOCATION } from "./tokens";

const { partition, region, account } = UNRESOLVED_LOCATION;

test("a function may use a key for what it was given, and there is no statement without a key", () => {
  expect(useKey(token("Key.Arn"), "kms:Decrypt", "kms:GenerateDataKey")).toEqual([
    { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: token("Key.Arn") },
  ]);
  expect(useKey(undefined, "kms:Decrypt")).toEqual([]);
});

test("the statement for log groups names service, account and Region when they are tokens", () => {
  expect(encryptLogGroups(UNRESOLVED_LOCATION)).toEqual({
    Effect: "Allow",
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*`,
      },
    },
  });
});

test("the key of a secret decrypts it for Secrets Manager only", () => {
  expect(decryptSecret(token("Key.Arn"), UNRESOLVED_LOCATION)).toEqual({
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: token("Key.Arn"),
    Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
  });
});
