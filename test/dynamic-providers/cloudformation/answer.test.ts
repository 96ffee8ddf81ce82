import { fittingAnswer } from "../../../dynamic-providers/cloudformation/answer";

const EVENT = {
  StackId: `arn:aws:cloudformation:us-east-1:123456789012:stack/${"s".repeat(128)}/11111111-2222-3333`,
  RequestId: "11111111-2222-3333-4444-555555555555",
  LogicalResourceId: "L".repeat(255),
};

test("an answer that fits has all its attributes", () => {
  const warnings: string[] = [];
  const answer = fittingAnswer(
    EVENT,
    "id",
    { href: "/orgs/1/labels/7", value: "\u0001".repeat(255) },
    (text) => warnings.push(text),
  );
  expect(answer.Data).toEqual({ href: "/orgs/1/labels/7", value: "\u0001".repeat(255) });
  expect(warnings).toEqual([]);
});

test("an answer that is too long for CloudFormation leaves out its last attributes and names them", () => {
  const warnings: string[] = [];
  const answer = fittingAnswer(
    EVENT,
    "id",
    { href: "/orgs/1/labels/7", digest: "d", members: "é".repeat(2000), others: "x" },
    (text) => warnings.push(text),
  );
  expect(answer).toEqual({ PhysicalResourceId: "id", Data: { href: "/orgs/1/labels/7", digest: "d" } });
  expect(warnings).toEqual([
    expect.stringMatching(/the attributes members, others do not fit into the 4096 bytes/),
  ]);
  const response = { ...EVENT, ...answer, Status: "SUCCESS", Reason: "SUCCESS", NoEcho: false };
  expect(Buffer.byteLength(JSON.stringify(response))).toBeLessThanOrEqual(4096);
});
