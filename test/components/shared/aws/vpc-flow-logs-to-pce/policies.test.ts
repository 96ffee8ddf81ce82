import { attachToVpc } from "../../../../../components/shared/aws/function-policies";
import {
  flowLogPolicy,
  flowLogTrust,
  normalisePolicy,
  uploadPolicy,
} from "../../../../../components/shared/aws/vpc-flow-logs-to-pce/policies";
import { token, UNRESOLVED_LOCATION } from "../tokens";

const { partition, region, account } = UNRESOLVED_LOCATION;
const resources = (document: { Statement: readonly { Resource?: unknown }[] }) =>
  document.Statement.map(({ Resource }) => Resource);

test("the trust of flow logs names account and Region when they are tokens", () => {
  expect(flowLogTrust(UNRESOLVED_LOCATION).Statement[0]!.Condition).toEqual({
    StringEquals: { "aws:SourceAccount": account },
    ArnLike: { "aws:SourceArn": `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
  });
});

test("policies keep every token whole when ARNs are tokens", () => {
  const functionLogGroup = token("LogGroup.Arn", 1);
  const flowQueue = token("Flows.Arn", 2);
  const upload = {
    functionLogGroup,
    flowQueue,
    deadLetterQueue: token("Dead"),
    refusedQueue: token("Refused"),
  };

  expect(resources(flowLogPolicy(functionLogGroup))).toEqual([`${functionLogGroup}:*`]);
  expect(
    resources(normalisePolicy({ functionLogGroup, flowQueue, failedDeliveries: token("Bucket") })),
  ).toEqual([`${functionLogGroup}:*`, flowQueue, `${token("Bucket")}/*`, token("Bucket")]);
  expect(resources(uploadPolicy({ ...upload, pceSecret: token("Secret") }))).toEqual([
    `${functionLogGroup}:*`,
    flowQueue,
    [flowQueue, token("Refused"), token("Dead")],
    token("Secret"),
  ]);
});

test("normalise and upload may use a key that is given, and upload joins a VPC that is given", () => {
  const functionLogGroup = token("LogGroup.Arn", 1);
  const kmsKey = token("Key.Arn", 9);
  const use = { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: kmsKey };
  const normalise = { functionLogGroup, flowQueue: token("Flows"), failedDeliveries: token("Bucket") };
  const upload = {
    functionLogGroup,
    flowQueue: token("Flows"),
    deadLetterQueue: token("Dead"),
    refusedQueue: token("Refused"),
    pceSecret: token("Secret"),
  };
  expect(normalisePolicy({ ...normalise, kmsKey }).Statement).toEqual([
    ...normalisePolicy(normalise).Statement,
    use,
  ]);
  expect(uploadPolicy({ ...upload, kmsKey, inVpc: UNRESOLVED_LOCATION }).Statement).toEqual([
    ...uploadPolicy(upload).Statement,
    ...attachToVpc(UNRESOLVED_LOCATION),
    use,
  ]);
});
