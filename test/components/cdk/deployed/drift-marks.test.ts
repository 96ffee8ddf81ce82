import type { Stack } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Label, PceConnection } from "../../../../components/cdk";
import { broken, DeployedStack } from "./deployed-stack";

let world: DeployedStack;
beforeEach(async () => {
  world = await DeployedStack.start();
});
afterEach(() => world.close());

/** Labels by the id of their construct. */
const labels = (values: Readonly<Record<string, string>>) => (stack: Stack) => {
  const { host, port, orgId } = world.sandbox.pce;
  const secret = Secret.fromSecretCompleteArn(stack, "PceKey", world.sandbox.pceSecretArn);
  const connection = new PceConnection(stack, "Pce", { pce: { host, port, orgId, secret }, driftCheck: {} });
  return Object.entries(values).map(([id, value]) => new Label(stack, id, { connection, key: "app", value }));
};

/** Ends of the names of the stack's parameters → their values. */
function parameters(): Record<string, string> {
  const found = world.sandbox.aws.resources.list().filter(({ type }) => type === "AWS::SSM::Parameter");
  return Object.fromEntries(
    found.map(({ id, properties }) => [id.split("/").at(-1)!, String(properties["Value"])]),
  );
}

/** What became of the resources in the last deployment, in its order: `Begun`, `Web`, `Complete`. */
async function order(): Promise<string[]> {
  const events = await world.stacks.events("Stack");
  return events.flatMap((line) => {
    const [, id] =
      /^(?:PceDriftCheckDeclarations)?(Begun|Complete|Web)[0-9A-F]{8} UPDATE_COMPLETE/.exec(line) ?? [];
    return id ?? [];
  });
}

test("a deployment marks its beginning before the first object is changed, and its end after the last one", async () => {
  await world.deploy(labels({ Web: "one" }));
  const made = parameters();
  expect(made["begun"]).toBe(made["complete"]);
  await world.deploy(labels({ Web: "two" }));
  const changed = parameters();
  expect(changed["begun"]).toBe(changed["complete"]);
  expect(changed["begun"]).not.toBe(made["begun"]);
  expect(await order()).toEqual(["Begun", "Web", "Complete"]);
});

test("a deployment that is rolled back leaves equal marks and the former declarations", async () => {
  await world.deploy(labels({ Web: "one" }));
  const before = parameters();
  const { status } = await world.deploy((stack) =>
    broken(stack, ...labels({ Web: "two", Db: "three" })(stack)),
  );
  expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(parameters()).toEqual(before);
});

test("a construct that is renamed or removed takes its declaration along", async () => {
  await world.deploy(labels({ Web: "one", Db: "two" }));
  await world.deploy(labels({ Shop: "one" }));
  const { begun, complete, ...declarations } = parameters();
  expect(JSON.parse(begun!)).toMatchObject({ objects: 1 });
  expect(begun).toBe(complete);
  expect(Object.values(declarations).map((text) => JSON.parse(text).path)).toEqual(["Stack/Shop"]);
});
