import {
  VnetFlowLogs,
  VnetFlowLogsToPce,
  type VnetFlowLogsToPceArgs,
} from "../../../../../components/pulumi/azure";
import {
  type InProcessAzureStack,
  providerOf,
} from "../../../../dynamic-providers/stacks/in-process-azure-stack";
import { observation } from "../../../../sandbox/cloud/traffic/observations";
import { AzureScene, OTHER_SUBSCRIPTION } from "./azure-scene";

jest.setTimeout(180_000);

const FLOW_LOGS = "Microsoft.Network/networkWatchers/flowLogs";
const WRITTEN_AT = 5_000;

let scene: AzureScene;
let stack: InProcessAzureStack;
/** Arguments of the component beside those of the scene, and what else the program declares. */
let more: Partial<VnetFlowLogsToPceArgs>;
let others: (component: VnetFlowLogsToPce) => void;
/** What `up` says before the subscription is registered for Microsoft.Insights. */
let refused: string;

beforeAll(async () => {
  scene = await AzureScene.open([]);
  stack = scene.stack("test", () => others(new VnetFlowLogsToPce("traffic", { ...scene.args, ...more })));
  [more, others] = [{}, () => undefined];
  refused = (await stack.run("up")).text;
  register(scene.cloud.subscriptionId);
  await stack.up();
});
beforeEach(() => {
  [more, others] = [{}, () => undefined];
});
afterAll(() => scene.close());

const register = (subscriptionId: string) =>
  scene.cloud.manager.context.registrations.register(subscriptionId, "Microsoft.Insights");
const flowLog = () => scene.list(FLOW_LOGS)[0]!;
const flows = () =>
  Array.from(scene.pce.store.traffic.rows, ({ source, destination, port }) =>
    [source, destination, port].join(),
  );

/** An interface of a network sees a client open a connection, of which the flow log has a block when this returns. */
async function written(interfaceId: string, client: string): Promise<string> {
  const { clock } = scene.cloud;
  const packet = { interfaceId, src: client, dst: "10.0.2.7", srcPort: 50_000, dstPort: 443 };
  scene.cloud.observe([observation({ ...packet, time: clock.now() })]);
  await clock.advance(60_000 - (clock.now() % 60_000));
  const before = flows();
  await clock.advance(WRITTEN_AT);
  expect(flows()).toEqual(before);
  return [client, packet.dst, packet.dstPort].join();
}

test("up is refused with the name of the namespace in a subscription that is not registered for Microsoft.Insights", () => {
  expect(refused).toMatch(
    /^error: \S+: Status=4\d\d Code="MissingSubscriptionRegistration" .*Microsoft\.Insights/,
  );
});

describe("a flow log", () => {
  /** The interface whose traffic the tests make up: an id of the table. */
  const nicId = () => scene.list("Microsoft.Network/networkInterfaces")[0]!.id;

  test("that somebody has disabled is made anew, and neither its account nor its retention is a difference", async () => {
    const { resources } = scene.cloud;
    const log = flowLog();
    await resources.put(log.id, { ...log, properties: { ...log.properties, enabled: false } });
    const shown = scene.cloud.manager.view(flowLog());
    expect(shown.properties).toMatchObject({ storageId: "", retentionPolicy: { days: 0, enabled: false } });

    await stack.must("refresh");
    const { inputs } = stack.resource("traffic-shop");
    expect(inputs).toMatchObject({ enabled: false, retentionPolicy: { days: 0, enabled: false } });
    expect(await stack.previewedSteps()).toEqual(["replace FlowLog traffic-shop"]);
    await stack.up();
    expect(flowLog().properties).toMatchObject({ enabled: true, storageId: log.properties["storageId"] });
    await stack.must("refresh");
    await stack.must("preview", "--expect-no-changes");
  });

  test("stays as it is when a program gives ids in other casing, or Azure begins to answer in another one", async () => {
    const { virtualNetworkId } = scene.places;
    more = { targets: { shop: { virtualNetworkId: virtualNetworkId.toUpperCase() } } };
    expect(await stack.previewedSteps()).toEqual([]);
    scene.cloud.idsInOtherCasing = false;
    await stack.must("refresh");
    expect(await stack.previewedSteps()).toEqual([]);
    scene.cloud.idsInOtherCasing = true;
    await stack.must("refresh");
    expect(await stack.previewedSteps()).toEqual([]);
  });

  test.each<[string, () => Partial<VnetFlowLogsToPceArgs>]>([
    ["target", () => ({ targets: { shop: { networkInterfaceId: nicId() } } })],
    [
      "name",
      () => ({
        targets: { shop: { virtualNetworkId: scene.places.virtualNetworkId, flowLogName: "another-name" } },
      }),
    ],
  ])(
    "of another %s comes after the old one is gone, whose blobs are read to their end",
    async (what, args) => {
      const before = flowLog();
      const line = await written(nicId(), `10.0.1.${what.length}`);
      more = args();
      expect(await stack.previewedSteps()).toEqual(["replace FlowLog traffic-shop"]);

      const changes: string[] = [];
      scene.cloud.resources.onChange(({ before: was, after }) => {
        if ((after ?? was)!.type !== FLOW_LOGS) return;
        if (was === undefined) changes.push("made");
        if (after === undefined) changes.push("deleted");
      });
      await stack.up();
      expect(changes).toEqual(["deleted", "made"]);
      const { id, properties } = flowLog();
      expect([id, properties["targetResourceId"]]).not.toEqual([
        before.id,
        before.properties["targetResourceId"],
      ]);

      await scene.minutes(2);
      expect(flows()).toContain(line);
      const next = await written(nicId(), `10.0.3.${what.length}`);
      await scene.minutes(2);
      expect(flows()).toContain(next);
      more = {};
      await stack.up();
    },
  );
});

test("flow logs of another subscription are written into the account of the component, and read from there", async () => {
  const { location } = scene.cloud;
  const group = `/subscriptions/${OTHER_SUBSCRIPTION}/resourceGroups/spoke`;
  const networkId = `${group}/providers/Microsoft.Network/virtualNetworks/spoke`;
  const nicId = `${group}/providers/Microsoft.Network/networkInterfaces/spoke-1`;
  const subnet = { name: "app", properties: { addressPrefix: "10.9.1.0/24" } };
  const addressSpace = { addressPrefixes: ["10.9.0.0/16"] };
  await scene.put(group, { location });
  await scene.put(networkId, { location, properties: { addressSpace, subnets: [subnet] } });
  const ipConfiguration = { privateIPAddress: "10.9.1.5", subnet: { id: `${networkId}/subnets/app` } };
  const ipConfigurations = [{ name: "ipconfig1", properties: ipConfiguration }];
  await scene.put(nicId, { location, properties: { ipConfigurations, macAddress: "00-22-48-00-00-09" } });

  const before = scene.ids();
  others = ({ flowLogAccountId }) => {
    const targets = { spoke: { virtualNetworkId: networkId } };
    const provider = providerOf(OTHER_SUBSCRIPTION);
    new VnetFlowLogs("spoke", { targets, location, flowLogAccountId }, { provider });
  };
  expect(await stack.previewedSteps()).toEqual([
    `create azure-native in-${OTHER_SUBSCRIPTION}`,
    "create FlowLog spoke-spoke",
  ]);
  expect((await stack.run("up")).text).toMatch(/^error: spoke-spoke: .*Register .*'Microsoft\.Insights'/);
  register(OTHER_SUBSCRIPTION);
  await stack.up();
  const made = scene.list(FLOW_LOGS).map(({ id }) => id.split("/")[2]);
  expect(made.sort()).toEqual([OTHER_SUBSCRIPTION, scene.cloud.subscriptionId].sort());

  const line = await written(nicId, "10.9.1.5");
  await scene.minutes(6); // until the drain looks for new flow logs
  expect(flows()).toContain(line);
  await stack.must("refresh");
  expect(await stack.previewedSteps()).toEqual([]);
  others = () => undefined;
  await stack.up();
  expect(scene.ids()).toEqual(before);
});
