import { Token } from "aws-cdk-lib";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { PceProps } from "../../../components/cdk/pce-props";
import { pceSettings } from "../../../components/cdk/pce-settings";
import { PropCheck } from "../../../components/cdk/prop-check";
import { problemsOf } from "./problems";
import { testStack } from "./synth";

const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pce-AbCdEf";
const PLACE = { env: { region: "us-east-1", account: "123456789012" } };

function checked(props: (construct: Construct) => Partial<PceProps> | undefined, place = PLACE) {
  const stack = testStack(place);
  const construct = new Construct(stack, "Traffic");
  const settings = pceSettings(new PropCheck(construct), props(construct) as PceProps);
  return { settings, stack, problems: problemsOf(stack) };
}

const imported = (scope: Construct, arn = SECRET) =>
  secretsmanager.Secret.fromSecretCompleteArn(scope, "Secret", arn);

test("a PCE becomes the texts of its function, with the port of a PCE on premises by default", () => {
  const { settings, problems } = checked((scope) => ({
    host: "pce.example.com",
    orgId: 7,
    secret: imported(scope),
  }));
  expect(problems).toEqual([]);
  expect(settings).toEqual({ host: "pce.example.com", port: "8443", orgId: "7", secretArn: SECRET });
});

test("every value of a PCE may be a token", () => {
  const { settings, stack, problems } = checked((scope) => ({
    host: Token.asString({ Ref: "Host" }),
    port: Token.asNumber({ Ref: "Port" }),
    orgId: Token.asNumber({ Ref: "Org" }),
    secret: new secretsmanager.Secret(scope, "New"),
  }));
  expect(problems).toEqual([]);
  expect(stack.resolve(settings)).toEqual({
    host: { Ref: "Host" },
    port: { Ref: "Port" },
    orgId: { Ref: "Org" },
    secretArn: { Ref: expect.stringContaining("TrafficNew") },
  });
});

test("all problems of a PCE are reported at once, each with its path", () => {
  const { problems } = checked((scope) => ({
    host: "https://pce.example.com:8443",
    port: 0,
    secret: secretsmanager.Secret.fromSecretNameV2(scope, "Secret", "pce"),
  }));
  expect(problems).toEqual([
    expect.stringContaining("pce.host: must be a host name only, got 'https://pce.example.com:8443'"),
    "pce.port: must be a whole number from 1 to 65535, got 0",
    "pce.orgId: is missing",
    expect.stringContaining("pce.secret: must have its complete ARN, with the six characters at its end"),
  ]);
  expect(checked(() => undefined).problems).toEqual([
    "pce.host: is missing",
    "pce.orgId: is missing",
    "pce.secret: is missing",
  ]);
});

test("a secret whose ARN lacks its last six characters, or is of another kind, is refused", () => {
  const of = (secret: (scope: Construct) => secretsmanager.ISecret) =>
    checked((scope) => ({ host: "pce.example.com", orgId: 7, secret: secret(scope) })).problems;
  const partial = SECRET.slice(0, -7);
  expect(of((scope) => secretsmanager.Secret.fromSecretPartialArn(scope, "Secret", partial))).toEqual([
    expect.stringMatching(/^pce.secret: must have its complete ARN, .*, got '.*:secret:pce'$/),
  ]);
  expect(of((scope) => imported(scope, "arn:aws:ssm:us-east-1:123456789012:parameter/pce-AbCdEf"))).toEqual([
    expect.stringContaining("pce.secret: must look like arn:aws:secretsmanager:"),
  ]);
});

test("a value that is no secret is refused", () => {
  const secret = SECRET as unknown as secretsmanager.ISecret;
  const { problems } = checked(() => ({ host: "pce.example.com", orgId: 7, secret }));
  expect(problems).toEqual([`pce.secret: must be a secret of Secrets Manager, got '${SECRET}'`]);
});

test("a secret of another region is refused when both regions are known", () => {
  const props = (scope: Construct) => ({ host: "pce.example.com", orgId: 7, secret: imported(scope) });
  expect(checked(props, { env: { region: "eu-west-1", account: "123456789012" } }).problems).toEqual([
    "pce.secret: must be a secret in the region of the stack, eu-west-1, got one in us-east-1; " +
      "replicate the secret, and import the replica",
  ]);
  expect(checked(props, {} as typeof PLACE).problems).toEqual([]);
});
