import {
  logGroupLocation,
  logGroupName,
  plainLogGroupArn,
} from "../../../../components/pulumi/aws/log-group-arn";

const ARN = "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/vpc/flows";

test("the name and the location of a log group are read from its ARN", () => {
  expect(logGroupName(ARN)).toBe("/vpc/flows");
  expect(logGroupLocation(ARN)).toEqual({
    partition: "aws-cn",
    region: "cn-north-1",
    account: "123456789012",
  });
});

test("the suffix that CloudFormation adds to the ARN is removed", () => {
  expect(plainLogGroupArn(`${ARN}:*`)).toBe(ARN);
  expect(logGroupName(`${ARN}:*`)).toBe("/vpc/flows");
});
