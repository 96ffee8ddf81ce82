import { logGroupName, logGroupOwner, plainLogGroupArn } from "../../../../components/spec/aws/log-group-arn";

const ARN = "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/vpc/flows";

test("the name and the owner of a log group stand in its ARN", () => {
  expect(logGroupName(ARN)).toBe("/vpc/flows");
  expect(logGroupOwner(ARN)).toEqual({ partition: "aws-cn", region: "cn-north-1", account: "123456789012" });
});

test("the end that CloudFormation adds is taken off", () => {
  expect(plainLogGroupArn(`${ARN}:*`)).toBe(ARN);
  expect(logGroupName(`${ARN}:*`)).toBe("/vpc/flows");
});
