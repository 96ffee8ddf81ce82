import { dagSyncPolicy } from "../../../../../components/shared/aws/dag-sync/policies";
import { token, UNRESOLVED_LOCATION } from "../tokens";

const { partition, region, account } = UNRESOLVED_LOCATION;

test("the policy of dag-sync keeps every token whole when location and references are tokens", () => {
  const { Statement } = dagSyncPolicy({
    location: UNRESOLVED_LOCATION,
    functionLogGroup: token("LogGroup.Arn", 1),
    secrets: [token("Pce"), token("Edge"), token("Pce")],
  });
  expect(Statement.map(({ Resource }) => Resource)).toEqual([
    `${token("LogGroup.Arn", 1)}:*`,
    [token("Edge"), token("Pce")],
    `arn:${partition}:ec2:${region}:${account}:*/*`,
    "*",
    "*",
  ]);
  expect(Statement.at(-1)!.Condition).toEqual({
    ArnLike: { "lambda:SourceFunctionArn": `arn:${partition}:lambda:*:*:function:*` },
  });
});

test("dag-sync may decrypt with a key that is given", () => {
  const args = { location: UNRESOLVED_LOCATION, functionLogGroup: token("LogGroup.Arn", 1), secrets: [] };
  expect(dagSyncPolicy({ ...args, kmsKey: token("Key.Arn") }).Statement).toEqual([
    ...dagSyncPolicy(args).Statement,
    { Effect: "Allow", Action: ["kms:Decrypt"], Resource: token("Key.Arn") },
  ]);
});

test("dag-sync may read the parameters that hold its bindings, and no others", () => {
  const args = { location: UNRESOLVED_LOCATION, functionLogGroup: token("LogGroup.Arn", 1), secrets: [] };
  const parameters = [token("Web"), token("Db")];
  expect(dagSyncPolicy({ ...args, parameters }).Statement).toContainEqual({
    Effect: "Allow",
    Action: ["ssm:GetParameter"],
    Resource: parameters,
  });
  expect(JSON.stringify(dagSyncPolicy(args))).not.toContain("ssm:");
});
