import { Label, PceConnection, UnmanagedWorkload } from "../../../../components/cdk";
import { DeployedByCdk } from "../../parity/deployed-by-cdk";
import { whileTimePasses } from "./while-time-passes";

let world: DeployedByCdk;
beforeEach(async () => {
  world = await DeployedByCdk.start();
});
afterEach(() => world.close());

/** How many labels and workloads the stack has in the PCE. */
const made = () =>
  ["labels", "workloads"].map((name) => {
    // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
    const rows: any[] = [...world.sandbox.pce.store.table(name as "labels").live()];
    return rows.filter((row) => row.external_data_set === "illumio-iac").length;
  });

test("a hundred objects that a stack wants at once are made and deleted by the processes of its function", async () => {
  const { stack, sandbox } = world;
  const { clock } = sandbox.aws;
  const connection = new PceConnection(stack, "Pce", { pce: world.pce() });
  for (let number = 0; number < 50; number++) {
    new Label(stack, `Label${number}`, { connection, key: "app", value: `app-${number}` });
    new UnmanagedWorkload(stack, `Workload${number}`, {
      connection,
      hostname: `host-${number}`,
      interfaces: { eth0: { address: `10.9.0.${number + 1}` } },
    });
  }
  await whileTimePasses(clock, world.deploy());
  expect(made()).toEqual([50, 50]);
  await whileTimePasses(clock, world.destroy());
  expect(made()).toEqual([0, 0]);
}, 240_000);
