jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { closeAll, machines, startScene } from "./check-point-scene";

afterEach(closeAll);

const SIX_MINUTES = 6 * 60_000;

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "with a server that fails all the time, runs reach their end, and nothing is made twice or left (%i)",
  async (seed) => {
    const scene = await startScene({ seed });
    const hosts = machines(12).map((host, at) => ({
      ...host,
      groups: at % 3 === 0 ? ["web", "db"] : ["web"],
    }));
    const open = new Set(hosts.map(({ vmId }) => vmId));
    const placed = new Set<string>();
    scene.simulator.setFaults("5xx=0.04,reset=0.04,lost=0.06,429=0.03");
    let runs = 0;
    for (; open.size > 0 && runs < 60; runs++) {
      // As the runs of an app do: what was not said is not known.
      const left = hosts.filter(({ vmId }) => !placed.has(vmId));
      const placing = await scene.place(left, [], { publishWaitInSeconds: 2 }).catch(() => undefined);
      for (const [vmId, { state }] of placing?.outcomes ?? []) if (state === "placed") placed.add(vmId);
      const installing = await scene.install().catch(() => undefined);
      for (const vmId of installing?.installed ?? []) open.delete(vmId);
      scene.simulator.advance(SIX_MINUTES);
    }
    expect(open).toEqual(new Set());
    scene.simulator.setFaults([]);
    expect(scene.members("web")).toEqual(["printer", ...hosts.map(({ name }) => name)].sort());
    expect(scene.members("db")).toHaveLength(4);
    expect(Object.keys(scene.hosts())).toHaveLength(13);
    expect(scene.hosts()["printer"]).toEqual({ address: "192.0.2.200", comment: "", tags: [] });
    scene.simulator.advance(20 * 60_000);
    await scene.place(hosts);
    expect(scene.isClean()).toBe(true);
    scene.commands();
    await scene.place(hosts);
    expect(scene.commands().filter((command) => /^(add|set|publish|discard)/.test(command))).toEqual([]);
  },
);
