import fc from "fast-check";
import { GenericDataCenter, noFirewall } from "../../../reconcilers/check-point";
import { type FirewallHost, NO_FIREWALL_STATE } from "../../../reconcilers/onboarding/ports";
import { machines } from "./check-point-scene";

function storeOf(text?: string) {
  const store = {
    text,
    writes: 0,
    read: async () => store.text,
    async write(next: string) {
      store.writes += 1;
      store.text = next;
    },
  };
  return store;
}

const dataCenter = (store: ReturnType<typeof storeOf>, groups: string[] = []) =>
  new GenericDataCenter({ definition: "prod", groups, store });
const rangesOf = (text: string | undefined, name: string): string[] =>
  JSON.parse(text ?? "{}").objects.find((object: { name: string }) => object.name === name)?.ranges;

test("hosts are in the feed and need no installation", async () => {
  const store = storeOf();
  const hosts = machines(2);
  const port = dataCenter(store, ["db"]);
  const placing = await port.place(hosts, [], NO_FIREWALL_STATE);
  expect([...placing.outcomes.values()]).toEqual([{ state: "placed" }, { state: "placed" }]);
  expect(rangesOf(store.text, "web")).toEqual(["10.1.0.0/31"]);
  expect(rangesOf(store.text, "db")).toEqual([]);
  const installing = await port.install(placing.state, new Date());
  expect([...installing.installed]).toEqual(hosts.map(({ vmId }) => vmId));
  expect(installing).toMatchObject({ state: NO_FIREWALL_STATE, installs: 0, waiting: "" });
});

test("the feed is written when it changes, and keeps the hosts of earlier runs", async () => {
  const store = storeOf();
  const [first, second] = machines(2);
  await dataCenter(store).place([first!], [], NO_FIREWALL_STATE);
  await dataCenter(store).place([second!], [], NO_FIREWALL_STATE);
  await dataCenter(store).place([first!], [], NO_FIREWALL_STATE);
  expect(store.writes).toBe(2);
  expect(rangesOf(store.text, "web")).toEqual(["10.1.0.0/31"]);
  await dataCenter(store).place([], [first!], NO_FIREWALL_STATE);
  expect(rangesOf(store.text, "web")).toEqual(["10.1.0.1"]);
  await dataCenter(store).place([], [second!], NO_FIREWALL_STATE);
  expect(rangesOf(store.text, "web")).toEqual([]);
  expect(store.writes).toBe(4);
});

test.each([
  [[], "the machine has no address, which host"],
  [["10.0.0.300"], "'10.0.0.300' is no address, for host"],
])(
  "a machine with the addresses %j has a reason, and the others are in the feed",
  async (addresses, expected) => {
    const store = storeOf();
    const [first, second] = machines(2);
    const placing = await dataCenter(store).place([first!, { ...second!, addresses }], [], NO_FIREWALL_STATE);
    expect(placing.outcomes.get(first!.vmId)).toEqual({ state: "placed" });
    expect(placing.outcomes.get(second!.vmId)).toMatchObject({
      state: "failed",
      reason: expect.stringContaining(expected),
    });
    expect(placing.state.published).toEqual([first!.vmId]);
  },
);

test("an address that another machine has in the feed is a warning, unless that machine leaves", async () => {
  const store = storeOf();
  const [first, second, third] = machines(3);
  const both = { ...first!, addresses: ["10.1.0.0", "10.1.0.1", "fd00::1"] };
  await dataCenter(store).place([both], [], NO_FIREWALL_STATE);
  const same = [second!, { ...third!, addresses: ["FD00:0::1"] }];
  const placing = await dataCenter(store).place(same, [], NO_FIREWALL_STATE);
  expect(placing.problems).toEqual([]);
  expect(placing.warnings).toEqual([
    `host ${second!.name} in the feed has 10.1.0.1, which host ${both.name} has there too: its groups hold for both`,
    `host ${third!.name} in the feed has FD00:0::1, which host ${both.name} has there too: its groups hold for both`,
  ]);
  const later = await dataCenter(store).place(same, [both], NO_FIREWALL_STATE);
  expect(later.warnings).toEqual([]);
});

test("a stored text that is not ours is left as it is", async () => {
  const store = storeOf("<html>");
  await expect(dataCenter(store).place(machines(1), [], NO_FIREWALL_STATE)).rejects.toThrow(
    "was not written by onboarding prod",
  );
  expect(store.text).toBe("<html>");
});

test("after any runs the feed has exactly the hosts that came and did not leave", async () => {
  const all = machines(6);
  const group = fc.subarray(["web", "db"]);
  const run = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.option(group)));
  await fc.assert(
    fc.asyncProperty(fc.array(run), async (runs) => {
      const store = storeOf();
      const there = new Map<string, FirewallHost>();
      for (const changes of runs) {
        const last = new Map(changes);
        const hosts = [...last].flatMap(([at, groups]) => (groups === null ? [] : [{ ...all[at]!, groups }]));
        const leaving = [...last].flatMap(([at, groups]) => (groups === null ? [all[at]!] : []));
        await dataCenter(store).place(hosts, leaving, NO_FIREWALL_STATE);
        for (const host of hosts) there.set(host.vmId, host);
        for (const { vmId } of leaving) there.delete(vmId);
      }
      const fresh = storeOf();
      await dataCenter(fresh, ["web", "db"]).place([...there.values()], [], NO_FIREWALL_STATE);
      await dataCenter(store, ["web", "db"]).place([], [], NO_FIREWALL_STATE);
      expect(store.text).toBe(fresh.text);
    }),
    { numRuns: 50 },
  );
});

test("without a firewall every machine has what it needs", async () => {
  const hosts = machines(2);
  const placing = await noFirewall.place(hosts.slice(1), hosts.slice(0, 1), NO_FIREWALL_STATE);
  expect([...placing.outcomes.values()]).toEqual([{ state: "placed" }, { state: "placed" }]);
  const installing = await noFirewall.install(placing.state, new Date());
  expect(installing.installed).toEqual(new Set(hosts.map(({ vmId }) => vmId)));
});
