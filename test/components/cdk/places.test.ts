import { NestedStack, Stack, Stage } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { VpcFlowLogsToPce } from "../../../components/cdk";
import { FLOW_LOG_DEFAULTS } from "../../../components/shared/aws/vpc-flow-logs-to-pce/defaults";
import { problemsOf } from "./problems";
import { onlyResource, resourcesOf, testStack } from "./synth";
import { pce, vpcOf } from "./traffic";

const make = (scope: Construct, stack: Stack) =>
  new VpcFlowLogsToPce(scope, "Traffic", { targets: { shop: { vpc: vpcOf(stack) } }, pce: pce(stack) });

test("a stack may have several constructs", () => {
  const stack = testStack();
  const props = { targets: { shop: { vpc: vpcOf(stack) } }, pce: pce(stack) };
  for (const id of ["One", "Two"]) new VpcFlowLogsToPce(stack, id, props);
  expect(problemsOf(stack)).toEqual([]);
  expect(Object.keys(resourcesOf(stack, "AWS::Lambda::Function"))).toHaveLength(4);
});

test("a stack of a stage has the same logical ids as a stack of an app", () => {
  const stack = testStack();
  make(stack, stack);
  const staged = new Stack(new Stage(testStack().node.root, "Stage"), "Stack");
  make(staged, staged);
  expect(Object.keys(Template.fromStack(staged).toJSON().Resources)).toEqual(Object.keys(resourcesOf(stack)));
});

test("a nested stack may hold a construct, whose role names the log groups of the nested stack", () => {
  const stack = testStack();
  const nested = new NestedStack(stack, "Nested");
  make(nested, nested);
  expect(problemsOf(stack)).toEqual([]);
  const policies = Object.values(Template.fromStack(nested).findResources("AWS::IAM::Policy"));
  expect(JSON.stringify(policies)).toContain('{"Ref":"AWS::StackName"},"-TrafficFlowLogs*:*"');
});

test("a log group of another stack is subscribed by its exported name", () => {
  const stack = testStack();
  const other = new Stack(stack.node.root, "Other");
  const existingLogGroup = new logs.LogGroup(other, "Flows");
  new VpcFlowLogsToPce(stack, "Traffic", {
    existingLogGroup,
    logFormat: FLOW_LOG_DEFAULTS.logFormat,
    pce: pce(stack),
  });
  expect(problemsOf(stack)).toEqual([]);
  expect(onlyResource(stack, "AWS::Logs::SubscriptionFilter").Properties.LogGroupName).toEqual({
    "Fn::ImportValue": expect.stringContaining("Flows"),
  });
});
