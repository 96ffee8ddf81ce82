import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { LABEL, PceScene, pceConfig, WORKLOAD } from "./pce-scene";

const inputs = { key: "role", value: "web", __illumioOwner: "acme/shop/dev//web" };
const SECRET_SETTINGS = ["illumio:apiKeyUsername", "illumio:apiKeySecret"];

let scene: PceScene;
let other: PceSimulator;

beforeEach(async () => {
  scene = await PceScene.open();
  other = await startPceSimulator({ seed: 2 });
});
afterEach(async () => {
  await scene.close();
  await other.close();
});

function without(config: Record<string, string>, ...keys: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
}

function environmentOf(pce: PceSimulator): Record<string, string> {
  return {
    ILLUMIO_PCE_HOST: pce.host,
    ILLUMIO_PCE_PORT: String(pce.port),
    ILLUMIO_PCE_ORG_ID: String(pce.orgId),
    ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
    ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
    ILLUMIO_CA_FILE: pce.caFile,
  };
}

/** As `pulumi config set --path illumio:connections.<name>.<key>` leaves it: structured values arrive as JSON text. */
function connections(named: Record<string, PceSimulator>): Record<string, string> {
  const blocks = Object.entries(named).map(([name, pce]) => [
    name,
    Object.fromEntries(
      Object.entries(pceConfig(pce)).map(([key, value]) => [key.replace("illumio:", ""), value]),
    ),
  ]);
  return { "illumio:connections": JSON.stringify(Object.fromEntries(blocks)) };
}

describe("settings", () => {
  it("come from the environment where stack configuration has none", async () => {
    const up = await scene.run(LABEL, {}, environmentOf(scene.pce));
    await up.create(inputs);
    expect(scene.labels()).toHaveLength(1);
  });

  it("of stack configuration win over the environment", async () => {
    const up = await scene.run(LABEL, pceConfig(scene.pce), environmentOf(other));
    await up.create(inputs);
    expect(scene.labels()).toHaveLength(1);
    expect(other.counters.requests).toBe(0);
  });

  it("may be mixed, but never key id and secret from two sources", async () => {
    const environment = environmentOf(scene.pce);
    const hostOnly = without(pceConfig(scene.pce), ...SECRET_SETTINGS);
    await (await scene.run(LABEL, hostOnly, environment)).create(inputs);

    const idOnly = without(pceConfig(scene.pce), "illumio:apiKeySecret");
    const up = await scene.run(LABEL, idOnly, environment);
    await expect(up.create({ ...inputs, value: "b" })).rejects.toThrow(
      /illumio:apiKeyUsername and ILLUMIO_API_KEY_SECRET come from two places/,
    );
  });

  it("that are missing are named all at once, and only when a call needs them", async () => {
    const up = await scene.run(LABEL, {});
    expect((await up.check(inputs)).failures).toEqual({});
    const failed = up.create(inputs);
    for (const name of [
      "illumio:pceHost (or ILLUMIO_PCE_HOST)",
      "illumio:pcePort",
      "illumio:orgId",
      "illumio:apiKeyUsername",
      "illumio:apiKeySecret",
    ]) {
      await expect(failed).rejects.toThrow(name);
    }
  });

  it.each([
    ["https://pce.example.com:8443/api", "illumio:pceHost: must be a host name only"],
    ["http://pce.example.com", "illumio:pceHost"],
  ])("with the host %s are refused by name", async (host, message) => {
    const up = await scene.run(LABEL, { ...pceConfig(scene.pce), "illumio:pceHost": host });
    await expect(up.create(inputs)).rejects.toThrow(message);
  });

  it("with a wrong key fail without showing it", async () => {
    const config = { ...pceConfig(scene.pce), "illumio:apiKeySecret": "not-the-secret" };
    const up = await scene.run(LABEL, config);
    const failed = up.create(inputs);
    await expect(failed).rejects.toThrow("answered 401");
    await expect(failed).rejects.not.toThrow("not-the-secret");
    expect(up.stderr).not.toContain("not-the-secret");
  });

  it("without the private CA fail on the certificate", async () => {
    const up = await scene.run(LABEL, without(pceConfig(scene.pce), "illumio:caFile"));
    await expect(up.create(inputs)).rejects.toThrow(/certificate/i);
    expect(scene.labels()).toEqual([]);
  });
});

describe("a named connection", () => {
  it("reaches its own PCE", async () => {
    const config = { ...pceConfig(scene.pce), ...connections({ emea: other }) };
    const { outs } = await (await scene.run(LABEL, config)).create({ ...inputs, connection: "emea" });
    expect(outs["ownership"]).toMatchObject({ port: other.port });
    expect(scene.labels()).toEqual([]);
    expect([...other.store.table("labels").live()]).toHaveLength(1);
  });

  it("that is not configured is an error that names those that are", async () => {
    const up = await scene.run(LABEL, connections({ emea: other }));
    await expect(up.create({ ...inputs, connection: "apac" })).rejects.toThrow(
      "illumio:connections.apac: no such connection; known are emea",
    );
  });

  it("with a setting that does not exist is refused", async () => {
    const config = { "illumio:connections": JSON.stringify({ emea: { host: "pce.example.com" } }) };
    const up = await scene.run(LABEL, config);
    await expect(up.create({ ...inputs, connection: "emea" })).rejects.toThrow(
      "illumio:connections.emea.host: unknown property; known are pceHost",
    );
  });

  it("takes nothing from the environment or from the default connection", async () => {
    const config = { "illumio:connections": JSON.stringify({ emea: { pceHost: other.host } }) };
    const up = await scene.run(LABEL, config, environmentOf(scene.pce));
    await expect(up.create({ ...inputs, connection: "emea" })).rejects.toThrow(
      "illumio:connections.emea.apiKeySecret",
    );
  });

  it("in place of another replaces the label, unless both mean the same PCE", async () => {
    const config = { ...pceConfig(scene.pce), ...connections({ emea: other, same: scene.pce }) };
    const up = await scene.run(LABEL, config);
    const { id, outs } = await up.create(inputs);
    expect((await up.diff(id, outs, { ...inputs, connection: "emea" })).replaces).toEqual(["connection"]);
    expect((await up.diff(id, outs, { ...inputs, connection: "same" })).replaces).toEqual([]);
    const unset = await scene.run(LABEL, {});
    expect((await unset.diff(id, outs, { ...inputs, connection: "emea" })).replaces).toEqual(["connection"]);
  });
});

describe("settings that now point at another PCE", () => {
  const kinds = [
    ["label", LABEL, inputs, { value: "www" }],
    ["workload", WORKLOAD, { hostname: "web01", __illumioOwner: "acme/shop/dev//web01" }, { osId: "x" }],
  ] as const;

  it.each(kinds)("fail diff, read, update and delete of a %s and touch nothing there", async (...kind) => {
    const [, provider, declared, change] = kind;
    const { id, outs } = await (await scene.run(provider)).create(declared);
    const wrong = await scene.run(provider, pceConfig(other));
    const message = `is in 127.0.0.1:${scene.pce.port}, organisation 1, but the settings now name 127.0.0.1:${other.port}`;
    await expect(wrong.diff(id, outs, declared)).rejects.toThrow(message);
    await expect(wrong.read(id, outs)).rejects.toThrow(message);
    await expect(wrong.update(id, outs, { ...declared, ...change })).rejects.toThrow(message);
    await expect(wrong.delete(id, outs)).rejects.toThrow(message);
    expect(other.counters.requests).toBe(0);
  });

  it("fail for another organisation of the same PCE too, also where the host has a former name", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    const config = { "illumio:orgId": "2", "illumio:formerHosts": scene.pce.host };
    const wrong = await scene.run(LABEL, { ...pceConfig(scene.pce), ...config });
    const message = `but the settings now name 127.0.0.1:${scene.pce.port}, organisation 2`;
    await expect(wrong.read(id, outs)).rejects.toThrow(message);
    await expect(wrong.delete(id, outs)).rejects.toThrow(message);
  });

  it("are accepted where illumio:formerHosts says that it is the same one, and recorded by the next read", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    const before = { ...outs, ownership: { ...outs["ownership"], host: "old-pce.example.com", port: 8443 } };
    for (const former of ["old-pce.example.com", '["x.example.com","OLD-pce.example.com"]']) {
      const renamed = await scene.run(LABEL, { ...pceConfig(scene.pce), "illumio:formerHosts": former });
      expect((await renamed.diff(id, before, inputs)).replaces).toEqual([]);
      const { props } = await renamed.read(id, before);
      expect(props["ownership"]).toEqual(outs["ownership"]);
    }
  });

  it("are not compared by diff when no settings are at hand", async () => {
    const { id, outs } = await (await scene.run(LABEL)).create(inputs);
    const none = await scene.run(LABEL, {});
    expect((await none.diff(id, outs, inputs)).changes).toBe(false);
  });
});
