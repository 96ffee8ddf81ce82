import path from "node:path";
import type { Stack } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { DagBinding, Label, PceConnection } from "../../../../components/cdk";
import type { LabelRow } from "../../../../sandbox/pce";
import { DeployedStack } from "./deployed-stack";
import { whileTimePasses } from "./while-time-passes";

const NO_PAUSES = path.resolve(__dirname, "../../../support/no-pauses.js");

let world: DeployedStack;
beforeEach(async () => {
  world = await DeployedStack.start();
});
afterEach(() => world.close());

/** A label, and a binding where wanted: one that is made or changed waits an hour for the PCE. Their functions do not pause between two tries of a call. */
const objects =
  (value: string, isBound = true) =>
  (stack: Stack) => {
    const { host, port, orgId } = world.sandbox.pce;
    const secret = Secret.fromSecretCompleteArn(stack, "PceKey", world.sandbox.pceSecretArn);
    const connection = new PceConnection(stack, "Pce", { pce: { host, port, orgId, secret } });
    new Label(stack, "Prod", { connection, key: "env", value });
    if (isBound)
      new DagBinding(stack, "Web", {
        connection,
        firewallSecret: Secret.fromSecretCompleteArn(stack, "Edge", world.sandbox.firewallSecretArn),
        all: true,
        target: { firewall: "edge" },
      });
    for (const one of [connection.function, connection.bindingFunction])
      one?.addEnvironment("NODE_OPTIONS", `--require ${NO_PAUSES}`);
  };

const NAME = "Stack";
const passing = <T>(work: Promise<T>) => whileTimePasses(world.sandbox.aws.clock, work);
const deploy = (declare: (stack: Stack) => void) => passing(world.deploy(declare));
const deleteStack = () => passing(world.stacks.delete(NAME));
const leave = () => world.sandbox.pce.setFaults("reset=1");
const comeBack = () => world.sandbox.pce.setFaults("");

/** Values of the labels that the stack made. */
const labels = () =>
  [...world.sandbox.pce.store.table<LabelRow>("labels").live()].flatMap(({ value }) =>
    /^stack-/.test(value) ? [value] : [],
  );
const registered = () => Object.values(world.sandbox.panos.firewalls[0]!.registered()).flat();
/** What the stack has in the account. */
const types = () => world.types().filter((type) => type !== "AWS::SecretsManager::Secret");

test("a stack that is made while the PCE is away is rolled back, and can be deleted", async () => {
  const before = types();
  leave();
  const { status, failures } = await deploy(objects("stack-one", false));
  expect(status).toBe("ROLLBACK_COMPLETE");
  expect(failures).toContainEqual(
    expect.stringMatching(/^Prod\w+ CREATE_FAILED .*connection to PCE at .* broke/),
  );
  expect(await deleteStack()).toBe("DELETE_COMPLETE");
  expect([labels(), registered(), types()]).toEqual([[], [], before]);
});

test("an update while the PCE is away cannot be rolled back, and is once the PCE is back", async () => {
  await deploy(objects("stack-one", false));
  const made = registered();
  leave();
  const { status, failures } = await deploy(objects("stack-two", false));
  expect(status).toBe("UPDATE_ROLLBACK_FAILED");
  expect(failures).toContainEqual(
    expect.stringMatching(/^Prod\w+ UPDATE_FAILED .*connection to PCE at .* broke/),
  );
  expect([labels(), registered()]).toEqual([["stack-one"], made]);
  comeBack();
  await world.stacks.call("ContinueUpdateRollback", { StackName: NAME });
  expect(await passing(world.stacks.settled(NAME))).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect([labels(), registered()]).toEqual([["stack-one"], made]);
  expect(await deploy(objects("stack-two", false))).toEqual({ status: "UPDATE_COMPLETE", failures: [] });
  expect(labels()).toEqual(["stack-two"]);
});

test("a stack is not deleted while the PCE is away, and leaves nothing when it is deleted afterwards", async () => {
  const before = types();
  await deploy(objects("stack-one"));
  leave();
  expect(await deleteStack()).toBe("DELETE_FAILED");
  expect(await world.stacks.events(NAME)).toContainEqual(
    expect.stringMatching(/^Prod\w+ DELETE_FAILED .*connection to PCE at .* broke/),
  );
  expect(labels()).toEqual(["stack-one"]);
  comeBack();
  expect(await deleteStack()).toBe("DELETE_COMPLETE");
  expect([labels(), registered(), types()]).toEqual([[], [], before]);
});
