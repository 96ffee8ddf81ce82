import { startPanosSimulator } from "../../../sandbox/panos";
import { DynamicProcess } from "../dynamic-process";
import { InProcessProvider } from "../in-process-provider";
import { BINDING, LABEL, PceScene, pceConfig, WORKLOAD } from "../pce/pce-scene";
import type { Props, ProviderRun, RunOptions } from "../provider-run";

interface Kind {
  readonly provider: string;
  readonly declared: Props;
  readonly changed: Props;
  readonly wrong: Props;
}

const LABEL_KIND: Kind = {
  provider: LABEL,
  declared: { key: "role", value: "web", __illumioOwner: "acme/shop/dev//role" },
  changed: { value: "www" },
  wrong: { colour: "red" },
};

const WORKLOAD_KIND: Kind = {
  provider: WORKLOAD,
  declared: { hostname: "web01", publicIp: "203.0.113.1", __illumioOwner: "acme/shop/dev//web01" },
  changed: { publicIp: "203.0.113.2" },
  wrong: { interfaces: { eth0: { address: "10.0.0.1/24" } } },
};

const BINDING_KIND: Kind = {
  provider: BINDING,
  declared: { all: true, target: { firewall: "edge" }, __illumioOwner: "acme/shop/dev//all" },
  changed: { maxAddresses: 9 },
  wrong: { maxRemovedShare: 2 },
};

/** A life from check to delete, with refusals on the way. @returns everything that was answered and said */
async function life(run: ProviderRun, { provider, declared, changed, wrong }: Kind): Promise<unknown[]> {
  const refused = await run.check({ ...declared, ...wrong });
  const checked = await run.check(declared);
  const created = await run.create(checked.inputs);
  const same = await run.diff(created.id, created.outs, checked.inputs);
  const next = (await run.check({ ...declared, ...changed }, checked.inputs)).inputs;
  const different = await run.diff(created.id, created.outs, next);
  const updated = await run.update(created.id, created.outs, next);
  const seen = await run.read(created.id, updated);
  await run.delete(created.id, updated);
  const gone = await run.read(created.id, updated);
  const failed = await run
    .update(created.id, { ...updated, ownership: undefined }, { ...next, __provider: provider })
    .catch(({ message, initFailure }) => [message, initFailure]);
  const said = run.stderr.replace(/^\s+at .*\n/gm, "");
  return [refused, checked, created, same, different, next, updated, seen, gone, failed, said];
}

/** Names of objects and creations, which no two runs share. */
const comparable = (answers: unknown[]) =>
  JSON.parse(
    JSON.stringify(answers).replace(/labels\/\d+|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{8}\b/g, "one"),
  );

let scene: PceScene;
beforeEach(async () => {
  scene = await PceScene.open();
});
afterEach(() => scene.close());

async function both(kind: Kind, more: Omit<RunOptions, "provider"> = {}): Promise<void> {
  const options = { provider: kind.provider, config: pceConfig(scene.pce), ...more };
  const runs = [await DynamicProcess.start(options), new InProcessProvider(options)] as const;
  try {
    const [outside, inside] = [await life(runs[0], kind), await life(runs[1], kind)];
    expect(comparable(outside)).toEqual(comparable(inside));
    expect(outside[0]).toMatchObject({ failures: expect.objectContaining({}) });
    expect(Object.keys((outside[0] as { failures: object }).failures)).not.toEqual([]);
  } finally {
    await Promise.all(runs.map((run) => run.close()));
  }
}

it("the provider of labels gives the same answers in its own process as in this one", () => both(LABEL_KIND));

it("the provider of workloads gives the same answers in its own process as in this one", () =>
  both(WORKLOAD_KIND));

it("the provider of bindings gives the same answers in its own process as in this one", async () => {
  const panos = await startPanosSimulator({ seed: 1 });
  await scene.someone.createWorkload({ name: "w", interfaces: [{ name: "eth0", address: "10.0.0.1" }] });
  try {
    await both(BINDING_KIND, {
      environment: {
        ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
        ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
        ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
      },
    });
    expect(panos.registrations().length).toBeGreaterThan(2);
    expect(panos.firewalls[0]!.registered()).toEqual({});
  } finally {
    await panos.close();
  }
});
