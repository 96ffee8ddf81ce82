import { PanosClient, type PanosConnection } from "../../../clients/panos";
import { type PanosSimulator, type PanosSimulatorOptions, startPanosSimulator } from "../../../sandbox/panos";

const TABLE = { vsys: "vsys1" };
const LIST = "op show object registered-ip";

let panos: PanosSimulator;
let client: PanosClient;

async function open(options: PanosSimulatorOptions = {}, connection: Partial<PanosConnection> = {}) {
  panos = await startPanosSimulator({ seed: 1, ...options });
  client = new PanosClient({
    hosts: panos.hosts,
    apiKey: panos.apiKey,
    caCertificate: panos.caCertificate,
    ...connection,
  });
}

afterEach(async () => {
  await client?.close();
  await panos?.close();
});

const addresses = (count: number) =>
  Array.from({ length: count }, (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);

describe("a read of the registered-IP table", () => {
  test("goes through all of its pages", async () => {
    await open();
    for (const address of addresses(1201)) panos.firewalls[0]!.register(address, ["a", "b"]);
    const found = await client.registeredAddresses(TABLE);
    expect(found.map(({ address }) => address)).toEqual(addresses(1201));
    expect(found[7]).toEqual({ address: "10.0.0.7", tags: [{ name: "a" }, { name: "b" }] });
    expect(panos.requests.filter(({ label }) => label.startsWith(LIST))).toHaveLength(3);
  });

  test("returns networks, ranges, timeouts and any tag", async () => {
    await open();
    panos.firewalls[0]!.register("10.0.0.0/24", ["<a & b>"]);
    panos.firewalls[0]!.register("10.1.0.1-10.1.0.9", ["b"]);
    panos.firewalls[0]!.register("2001:db8::7", ["c"], { timeoutInSeconds: 60 });
    expect(await client.registeredAddresses(TABLE)).toEqual([
      { address: "10.0.0.0/24", tags: [{ name: "<a & b>" }] },
      { address: "10.1.0.1-10.1.0.9", tags: [{ name: "b" }] },
      { address: "2001:db8::7", tags: [{ name: "c", timeoutInSeconds: expect.any(Number) }] },
    ]);
    expect(await client.registeredAddresses(TABLE, { tag: "<a & b>" })).toHaveLength(1);
  });

  test("returns one address with all of its tags when asked for it", async () => {
    await open({ tagFilterShows: "filter-tag" });
    for (const address of addresses(1201)) panos.firewalls[0]!.register(address, ["a", "b"]);
    expect(await client.registeredAddresses(TABLE, { address: "10.0.1.7" })).toEqual([
      { address: "10.0.1.7", tags: [{ name: "a" }, { name: "b" }] },
    ]);
    expect(await client.registeredAddresses(TABLE, { address: "10.9.9.9" })).toEqual([]);
    expect(panos.requests.filter(({ label }) => label.startsWith(LIST))).toHaveLength(2);
  });

  test("starts again when the pair changes roles between two pages", async () => {
    await open({ pair: true, synchronizeTables: false });
    for (const address of addresses(700)) panos.firewalls[0]!.register(address, ["old"]);
    panos.firewalls[1]!.register("10.0.0.1", ["new"]);
    panos.before(LIST, () => panos.failover(), { skip: 1 });
    expect(await client.registeredAddresses(TABLE)).toEqual([
      { address: "10.0.0.1", tags: [{ name: "new" }] },
    ]);
  });

  test("gives up when the pair changes roles at every reading", async () => {
    await open({ pair: true });
    panos.firewalls[0]!.register("10.0.0.1", ["a"]);
    for (let skip = 0; skip < 3; skip++) panos.before(LIST, () => panos.failover(), { skip });
    await expect(client.registeredAddresses(TABLE)).rejects.toThrow(/changed roles during 3 readings/);
  });

  test("with an unknown vsys is refused in the firewall's words", async () => {
    await open();
    await expect(client.registeredAddresses({ vsys: "vsys9" })).rejects.toThrow(
      /the firewall refused .*vsys9/,
    );
  });
});

describe("a user-id message", () => {
  test("registers and unregisters one tag of each address", async () => {
    await open();
    panos.firewalls[0]!.register("10.0.0.2", ["other", "mine"]);
    const register = { kind: "register", updates: [{ address: "10.0.0.1", tag: "it & <mine>" }] } as const;
    expect(await client.updateTags(TABLE, register)).toEqual([]);
    const unregister = { kind: "unregister", updates: [{ address: "10.0.0.2", tag: "mine" }] } as const;
    expect(await client.updateTags(TABLE, unregister)).toEqual([]);
    expect(panos.firewalls[0]!.registered()).toEqual({ "10.0.0.2": ["other"], "10.0.0.1": ["it & <mine>"] });
  });

  test("reports every entry that was refused, also when the last one is only a duplicate", async () => {
    await open();
    const full = Array.from({ length: 32 }, (_, index) => `t${index}`);
    panos.firewalls[0]!.register("10.0.0.1", full);
    panos.firewalls[0]!.register("10.0.0.3", ["mine"]);
    const updates = addresses(4)
      .slice(1)
      .map((address) => ({ address, tag: "mine" }));
    expect(await client.updateTags(TABLE, { kind: "register", updates })).toEqual([
      { address: "10.0.0.1", message: expect.stringContaining("32 tags") },
      { address: "10.0.0.3", message: "tag mine already exists, ignore" },
    ]);
  });

  test("without entries is not sent", async () => {
    await open();
    expect(await client.updateTags(TABLE, { kind: "unregister", updates: [] })).toEqual([]);
    expect(client.calls).toBe(0);
  });

  test("that may have arrived is not sent again", async () => {
    await open();
    panos.failNext({ method: "POST", path: /^user-id/, fault: "lost" });
    const message = { kind: "register", updates: [{ address: "10.0.0.1", tag: "mine" }] } as const;
    await expect(client.updateTags(TABLE, message)).rejects.toMatchObject({ mayHaveBeenApplied: true });
    expect(panos.requests.filter(({ label }) => label === "user-id")).toHaveLength(1);
  });

  test("is sent only when no other one is under way", async () => {
    await open({ latencyInMs: 5 });
    await Promise.all(
      addresses(20).map((address) =>
        client.updateTags(TABLE, { kind: "register", updates: [{ address, tag: "mine" }] }),
      ),
    );
    expect(panos.counters.peakConcurrency).toBe(1);
  });

  test("shares the limit of five calls at a time with other calls", async () => {
    await open({ latencyInMs: 5 });
    const updates = addresses(20).map((address) => ({ address, tag: "mine" }));
    await Promise.all([
      ...updates.map((update) => client.updateTags(TABLE, { kind: "register", updates: [update] })),
      ...addresses(20).map(() => client.systemInfo()),
    ]);
    expect(panos.counters.peakConcurrency).toBeLessThanOrEqual(5);
    expect(Object.keys(panos.firewalls[0]!.registered())).toHaveLength(20);
  });
});

describe("a client of a pair", () => {
  test("asks the active host, whichever it is", async () => {
    await open({ pair: true });
    expect(await client.activeHost()).toBe(panos.hosts[0]);
    panos.failover();
    client.forgetActiveHost();
    expect(await client.activeHost()).toBe(panos.hosts[1]);
  });

  test("leaves a host that became passive after one error", async () => {
    await open({ pair: true });
    const message = { kind: "register", updates: [{ address: "10.0.0.1", tag: "mine" }] } as const;
    panos.before("user-id", () => panos.failover());
    await expect(client.updateTags(TABLE, message)).rejects.toThrow(/passive/);
    expect(await client.updateTags(TABLE, message)).toEqual([]);
    expect(panos.requests.at(-1)!.node).toBe(1);
  });

  test("throws an error with the states when no host is active", async () => {
    await open({ pair: true });
    panos.setHaState(0, "suspended");
    await expect(client.systemInfo()).rejects.toThrow(/no active firewall: .* is suspended, .* is passive/);
  });

  test("refuses a passive host that is named alone", async () => {
    await open({ pair: true });
    const alone = new PanosClient({ ...client.connection, hosts: [panos.hosts[1]!], apiKey: panos.apiKey });
    await expect(alone.systemInfo()).rejects.toThrow(/no active firewall/);
    await alone.close();
  });
});

test("a virtual firewall reports its size as model", async () => {
  await open({ model: "VM-100" });
  expect(await client.systemInfo()).toMatchObject({
    hostname: "fw-1",
    model: "VM-100",
    softwareVersion: "11.1.4",
  });
});

describe("the API key", () => {
  test("is sent in a header only", async () => {
    await open();
    await client.systemInfo();
    expect(panos.requests.every(({ credentials, query }) => credentials === "header" && query === "")).toBe(
      true,
    );
  });

  test("that was rotated causes an error that says so and holds no key", async () => {
    await open();
    await client.systemInfo();
    const key = panos.apiKey;
    panos.rotateKey();
    const error: Error = await client.systemInfo().then(fail, (thrown) => thrown);
    expect(error.message).toMatch(/answered 403 .*Invalid Credential.*Check the API key/);
    expect(JSON.stringify([error, String(error.stack), client.connection])).not.toContain(key);
  });
});

describe("the certificate", () => {
  test("is trusted by its digest and name", async () => {
    await open();
    const pinned = (sha256: string, name: string) =>
      new PanosClient({ hosts: panos.hosts, apiKey: panos.apiKey, certificatePin: { sha256, name } });
    const good = pinned(panos.certificateSha256, "localhost");
    expect((await good.systemInfo()).hostname).toBe("fw-1");
    const before = panos.counters.requests;
    const other = pinned("0".repeat(64), "localhost");
    await expect(other.systemInfo()).rejects.toThrow(
      `is not the one that is trusted: its SHA-256 is ${panos.certificateSha256}, expected ${"0".repeat(64)}`,
    );
    const misnamed = pinned(panos.certificateSha256, "fw.example.com");
    await expect(misnamed.systemInfo()).rejects.toThrow(/it is made out for .*, expected fw.example.com/);
    expect(panos.counters.requests).toBe(before);
    await Promise.all([good, other, misnamed].map((each) => each.close()));
  });

  test("of an unknown authority is refused", async () => {
    await open({}, { caCertificate: undefined });
    await expect(client.systemInfo()).rejects.toThrow(
      /is not trusted .*caFile of the firewall, or certificateSha256/,
    );
  });
});

function fail(): never {
  throw new Error("it should have failed");
}
