import { resolveDynamicReferences } from "../../../../../sandbox/aws/cloudformation/template/dynamic-references";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pce-AbCdEf";
const values = {
  secret: (id: string) => ({ [ARN]: '{"key":"k","port":8443}', plain: "text" })[id],
  parameter: (name: string) => ({ "/a/b": "31" })[name],
};

test.each([
  ["{{resolve:ssm:/a/b}}", "31"],
  ["v{{resolve:ssm:/a/b:7}}", "v31"],
  ["{{resolve:secretsmanager:plain}}", "text"],
  ["{{resolve:secretsmanager:plain:SecretString:::}}", "text"],
  [`{{resolve:secretsmanager:${ARN}:SecretString:key::}}`, "k"],
  [`{{resolve:secretsmanager:${ARN}:SecretString:port}}`, "8443"],
])("%s is replaced by its value", (text, expected) => {
  expect(resolveDynamicReferences({ deep: [text] }, values)).toEqual({ deep: [expected] });
});

test.each([
  ["{{resolve:ssm:/none}}", "Unable to fetch parameters [/none] from parameter store for this account."],
  ["{{resolve:secretsmanager:none}}", "Secrets Manager can't find the specified secret."],
  [
    `{{resolve:secretsmanager:${ARN}:SecretString:nobody}}`,
    "Could not find a value associated with JSONKey in SecretString",
  ],
  [
    "{{resolve:secretsmanager:plain:SecretBinary}}",
    "Could not parse dynamic reference to the secret plain: SecretBinary",
  ],
  ["{{resolve:ssm-secure:/a/b}}", "SSM Secure reference is not supported"],
  ["{{resolve:s3:x}}", "Could not parse dynamic reference {{resolve:s3:x}}"],
])("%s is refused", (text, message) => {
  expect(() => resolveDynamicReferences(text, values)).toThrow(message);
});
