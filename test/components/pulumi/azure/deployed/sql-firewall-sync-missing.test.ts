import { SqlFirewallSync, type SqlFirewallSyncArgs } from "../../../../../components/pulumi/azure";
import { SqlSyncScene } from "../../../../functions/azure/support/sql-sync-scene";

jest.setTimeout(180_000);

let scene: SqlSyncScene;
beforeAll(async () => {
  scene = await SqlSyncScene.open();
});
afterAll(() => scene.close());

/** Arguments that name what is not there, and what `up` says then. */
const MISSING: Readonly<Record<string, [() => Partial<SqlFirewallSyncArgs>, RegExp]>> = {
  "resource group": [() => ({ resourceGroupName: "nowhere" }), /Resource group 'nowhere' could not be found/],
  "subnet for the function": [
    () => ({ network: { subnetId: scene.subnetId.replace("/web", "/none") } }),
    /subnets\/none/,
  ],
  secret: [
    () => {
      const { pce } = scene.args(scene.definition());
      return { pce: { ...pce, secret: { ...pce.secret, name: "none" } } };
    },
    /parent resource '\S+\/secrets\/none' could not be found/,
  ],
};

test.each(Object.entries(MISSING))(
  "a %s that is not there passes a preview and fails up",
  async (what, [args, says]) => {
    const firewall = scene.definition();
    const name = what.replaceAll(" ", "-");
    const stack = scene.stack(name, () => new SqlFirewallSync(name, scene.args(firewall, args())));
    await stack.must("preview");
    const { code, text } = await stack.run("up");
    expect([code, text]).toEqual([1, expect.stringMatching(says)]);
  },
);
