import { CfnParameter, type Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import { type ISecret, Secret } from "aws-cdk-lib/aws-secretsmanager";
import { DagBinding, Label, PceConnection } from "../../../components/cdk";
import { SecretAccess } from "../../../components/cdk/secret-access";
import { problemsOf } from "./problems";
import { FLAGS, resourcesOf, testStack } from "./synth";
import { pce, SECRET_ARN } from "./traffic";

const OTHER_ARN = SECRET_ARN.replace("pce-", "other-");

/** Policies of a role that may read these secrets, by their logical ids. */
function policiesFor(
  secretsOf: (stack: Stack) => readonly ISecret[],
  flags: Record<string, unknown> = FLAGS.none,
) {
  const stack = testStack({}, { flags });
  const role = iam.Role.fromRoleName(stack, "Role", "reader");
  const access = new SecretAccess(stack, "Secrets", role);
  access.to(...secretsOf(stack).map((secret) => ({ secret, arn: secret.secretFullArn ?? "" })));
  return resourcesOf(stack, "AWS::IAM::Policy");
}

const imported =
  (arn: string, id = "Imported") =>
  (stack: Stack) => [Secret.fromSecretCompleteArn(stack, id, arn)];

test("a policy of a secret allows reading this secret alone", () => {
  const [[, policy] = []] = Object.entries(policiesFor(imported(SECRET_ARN)));
  expect(policy!.Properties).toEqual({
    PolicyName: expect.stringMatching(/^secret-[0-9a-f]{12}$/),
    Roles: ["reader"],
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: SECRET_ARN }],
    },
  });
});

test("a policy is another resource with another name when its secret is another one, and the same otherwise", () => {
  const idsAndNames = (secretsOf: (stack: Stack) => readonly ISecret[], flags = FLAGS.none) =>
    Object.entries(policiesFor(secretsOf, flags)).map(([id, { Properties }]) => [id, Properties.PolicyName]);
  const [[id, name] = []] = idsAndNames(imported(SECRET_ARN));
  expect(idsAndNames(imported(SECRET_ARN, "Renamed"), FLAGS.recommended)).toEqual([[id, name]]);
  const [[otherId, otherName] = []] = idsAndNames(imported(OTHER_ARN));
  expect(otherId).not.toBe(id);
  expect(otherName).not.toBe(name);
});

test("secrets that are given twice share a policy", () => {
  const twice = (stack: Stack) => ["One", "Two"].flatMap((id) => imported(SECRET_ARN, id)(stack));
  expect(Object.keys(policiesFor(twice))).toHaveLength(1);
});

test("secrets that only the deployment knows have a policy each", () => {
  const known = (stack: Stack) => [
    new Secret(stack, "New"),
    Secret.fromSecretCompleteArn(stack, "Given", new CfnParameter(stack, "Arn").valueAsString),
  ];
  expect(Object.keys(policiesFor(known))).toHaveLength(2);
});

test("a policy allows decrypting with the key that the app knows, and is another one with another key", () => {
  const encrypted = (id: string) => (stack: Stack) => {
    const encryptionKey = kms.Key.fromKeyArn(stack, "Key", `arn:aws:kms:us-east-1:123456789012:key/${id}`);
    return [Secret.fromSecretAttributes(stack, "Imported", { secretCompleteArn: SECRET_ARN, encryptionKey })];
  };
  const [[id, policy] = []] = Object.entries(policiesFor(encrypted("one")));
  expect(policy!.Properties.PolicyDocument.Statement.at(-1)).toEqual({
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: "arn:aws:kms:us-east-1:123456789012:key/one",
    Condition: {
      StringEquals: {
        "kms:ViaService": { "Fn::Join": ["", ["secretsmanager.", { Ref: "AWS::Region" }, ".amazonaws.com"]] },
      },
    },
  });
  expect(Object.keys(policiesFor(encrypted("two")))).not.toEqual([id]);
});

test("a policy allows decrypting with the key of an alias", () => {
  const aliased = (stack: Stack) => {
    const targetKey = kms.Key.fromKeyArn(stack, "Key", "arn:aws:kms:us-east-1:123456789012:key/one");
    const encryptionKey = new kms.Alias(stack, "Alias", { aliasName: "alias/pce", targetKey });
    return [Secret.fromSecretAttributes(stack, "Imported", { secretCompleteArn: SECRET_ARN, encryptionKey })];
  };
  const [policy] = Object.values(policiesFor(aliased));
  expect(policy!.Properties.PolicyDocument.Statement.at(-1)).toMatchObject({
    Action: ["kms:Decrypt"],
    Resource: "arn:aws:kms:us-east-1:123456789012:key/one",
  });
});

test.each<[what: string, keyOf: (stack: Stack) => kms.IKey, problem: RegExp]>([
  [
    "an alias without its key",
    (stack) => kms.Alias.fromAliasName(stack, "Key", "alias/pce"),
    /^pce.secret: must name the key that encrypts it, got an alias/,
  ],
  [
    "a key of another region",
    (stack) => kms.Key.fromKeyArn(stack, "Key", "arn:aws:kms:eu-west-1:123456789012:key/one"),
    /^pce.secret: must be encrypted with a key in the region of the stack, us-east-1, got one in eu-west-1/,
  ],
])("a secret that is encrypted with %s is refused", (_what, keyOf, problem) => {
  const stack = testStack({ env: { region: "us-east-1", account: "123456789012" } });
  const secretProps = { secretCompleteArn: SECRET_ARN, encryptionKey: keyOf(stack) };
  const secret = Secret.fromSecretAttributes(stack, "Imported", secretProps);
  new PceConnection(stack, "Pce", { pce: { ...pce(stack), secret } });
  expect(problemsOf(stack)).toEqual([expect.stringMatching(problem)]);
});

test("a custom resource depends on the policies of the secrets that it reads, which others share", () => {
  const stack = testStack();
  const connection = new PceConnection(stack, "Pce", { pce: pce(stack) });
  const [edge, core] = ["Edge", "Core"].map((id) =>
    Secret.fromSecretCompleteArn(stack, id, `${OTHER_ARN.slice(0, -6)}${id}00`),
  );
  const label = new Label(stack, "Label", { connection, key: "env", value: "prod" });
  const bindings = Object.entries({ One: edge!, Two: edge!, Three: core! }).map(
    ([id, firewallSecret]) =>
      new DagBinding(stack, id, { connection, firewallSecret, all: true, target: { firewall: "edge" } }),
  );
  expect(problemsOf(stack)).toEqual([]);
  const resources = resourcesOf(stack);
  const [ofLabel, one, two, three] = [label, ...bindings].map(({ node }) => {
    const id = stack.resolve(
      (node.findChild("Resource").node.defaultChild as never as { logicalId: string }).logicalId,
    );
    return (resources[id as string]!.DependsOn ?? []).map((policy) => {
      const { PolicyDocument, Roles } = resources[policy]!.Properties;
      return [Roles[0].Ref.replace(/Role.*/, ""), PolicyDocument.Statement[0].Resource];
    });
  });
  const byArn = (list: string[][]) => [...list].sort(([, a], [, b]) => (a! < b! ? -1 : 1));
  expect(ofLabel).toEqual([["PceObjects", SECRET_ARN]]);
  const [edgeArn, coreArn] = [edge!.secretArn, core!.secretArn];
  for (const each of [one, two])
    expect(byArn(each!)).toEqual([
      ["PceBindings", edgeArn],
      ["PceBindings", SECRET_ARN],
    ]);
  expect(byArn(three!)).toEqual([
    ["PceBindings", coreArn],
    ["PceBindings", SECRET_ARN],
  ]);
  expect(
    Object.keys(resourcesOf(stack, "AWS::IAM::Policy")).filter((id) => id.includes("Secrets")),
  ).toHaveLength(4);
});
