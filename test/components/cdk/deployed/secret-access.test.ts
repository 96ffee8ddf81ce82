import type { Stack } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { DagBinding, Label, PceConnection } from "../../../../components/cdk";
import type { LabelRow } from "../../../../sandbox/pce";
import { broken, DeployedStack } from "./deployed-stack";

let world: DeployedStack;
beforeEach(async () => {
  world = await DeployedStack.start();
});
afterEach(() => world.close());

function connected(stack: Stack, secretArn: string): PceConnection {
  const { host, port, orgId } = world.sandbox.pce;
  const secret = Secret.fromSecretCompleteArn(stack, "PceKey", secretArn);
  return new PceConnection(stack, "Pce", { pce: { host, port, orgId, secret } });
}

const label = (secretArn: string, key: string) => (stack: Stack) => {
  const made = new Label(stack, "Label", { connection: connected(stack, secretArn), key, value: "prod" });
  return made;
};

/** Bindings on the firewall by id of the construct, each with the secret that it reads. */
const bindings = (secretArns: Readonly<Record<string, string>>, tag?: string) => (stack: Stack) => {
  const connection = connected(stack, world.sandbox.pceSecretArn);
  return Object.entries(secretArns).map(
    ([id, arn]) =>
      new DagBinding(stack, id, {
        connection,
        firewallSecret: Secret.fromSecretCompleteArn(stack, `Firewall${id}`, arn),
        all: true,
        target: { firewall: "edge" },
        ...(tag !== undefined && { tag }),
      }),
  );
};

/** Keys of the labels that the stack has made. */
const labels = () => {
  const live = world.sandbox.pce.store.table("labels").live() as Iterable<LabelRow>;
  return [...live].flatMap(({ key, value }) => (value === "prod" ? [key] : []));
};

/** Tags of the bindings that the firewall keeps a claim of. */
const tags = () =>
  Object.values(world.sandbox.panos.firewalls[0]!.registered())
    .flat()
    .map((tag) => tag.replace(/\.rev\..*/, ""));

describe("a secret of a PCE", () => {
  test("is read for the former object too when another secret comes with another key", async () => {
    const { pceSecretArn } = world.sandbox;
    expect(await world.deploy(label(pceSecretArn, "env"))).toEqual({
      status: "CREATE_COMPLETE",
      failures: [],
    });
    expect(await world.deploy(label(await world.copyOf(pceSecretArn), "loc"))).toEqual({
      status: "UPDATE_COMPLETE",
      failures: [],
    });
    expect(labels()).toEqual(["loc"]);
  });

  test("is read again by a rollback to it", async () => {
    const { pceSecretArn } = world.sandbox;
    await world.deploy(label(pceSecretArn, "env"));
    const other = await world.copyOf(pceSecretArn);
    const { status, failures } = await world.deploy((stack) => broken(stack, label(other, "loc")(stack)));
    expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(failures).toEqual([expect.stringMatching(/^Broken CREATE_FAILED/)]);
    expect(labels()).toEqual(["env"]);
  });
});

describe("a secret of a firewall", () => {
  test("is read for a binding that is removed beside one with another secret", async () => {
    const { firewallSecretArn } = world.sandbox;
    const other = await world.copyOf(firewallSecretArn);
    await world.deploy(bindings({ Web: firewallSecretArn, Db: other }));
    expect(await world.deploy(bindings({ Web: firewallSecretArn }))).toEqual({
      status: "UPDATE_COMPLETE",
      failures: [],
    });
    expect(tags()).toEqual(["illumio-iac.Web"]);
  });

  test("is read for the former binding when another secret comes with another tag", async () => {
    const { firewallSecretArn } = world.sandbox;
    await world.deploy(bindings({ Web: firewallSecretArn }));
    expect(await world.deploy(bindings({ Web: await world.copyOf(firewallSecretArn) }, "servers"))).toEqual({
      status: "UPDATE_COMPLETE",
      failures: [],
    });
    expect(tags()).toEqual(["servers"]);
  });

  test("is read again by a rollback to it", async () => {
    const { firewallSecretArn } = world.sandbox;
    await world.deploy(bindings({ Web: firewallSecretArn }));
    const other = await world.copyOf(firewallSecretArn);
    const { status, failures } = await world.deploy((stack) =>
      broken(stack, ...bindings({ Web: other }, "servers")(stack)),
    );
    expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(failures).toEqual([expect.stringMatching(/^Broken CREATE_FAILED/)]);
    expect(tags()).toEqual(["illumio-iac.Web"]);
  });
});
