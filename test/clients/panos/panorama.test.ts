import { PanosClient } from "../../../clients/panos";
import { type PanoramaSimulator, startPanoramaSimulator } from "../../../sandbox/panos";

const [FIRST, SECOND] = ["007951000001001", "007951000001002"] as const;

let panorama: PanoramaSimulator;
let client: PanosClient;

async function open(pair = false): Promise<void> {
  panorama = await startPanoramaSimulator({ seed: 1, pair });
  const { hosts, apiKey, caCertificate } = panorama;
  client = new PanosClient({ hosts, apiKey, caCertificate });
}

afterEach(async () => {
  await client.close();
  await panorama.close();
});

const register = (address: string) => ({ kind: "register", updates: [{ address, tag: "web" }] }) as const;

test("Panorama registers addresses in its own table and in those of managed firewalls", async () => {
  await open();
  await client.updateTags({}, register("10.0.0.1"));
  await client.updateTags({ serial: SECOND, vsys: "vsys1" }, register("10.0.0.2"));
  expect(panorama.panoramas[0]!.registered()).toEqual({ "10.0.0.1": ["web"] });
  expect(panorama.managed[FIRST]!.registered()).toEqual({});
  expect(panorama.managed[SECOND]!.registered()).toEqual({ "10.0.0.2": ["web"] });
  expect(await client.registeredAddresses({})).toMatchObject([{ address: "10.0.0.1" }]);
  expect(await client.registeredAddresses({ serial: SECOND, vsys: "vsys1" })).toMatchObject([
    { address: "10.0.0.2" },
  ]);
});

test("Panorama reports its own model and that of a managed firewall", async () => {
  await open();
  expect((await client.systemInfo()).model).toBe("Panorama");
  expect(await client.systemInfo({ serial: FIRST })).toMatchObject({ hostname: "branch-1", model: "PA-440" });
});

test("an unknown serial number is named in the error", async () => {
  await open();
  await expect(client.registeredAddresses({ serial: "12345", vsys: "vsys1" })).rejects.toThrow(
    /12345 not connected/,
  );
});

test("the active Panorama of a pair is written to, also after a failover", async () => {
  await open(true);
  expect(await client.activeHost()).toBe(panorama.hosts[0]);
  panorama.failover();
  client.forgetActiveHost();
  await client.updateTags({}, register("10.0.0.1"));
  expect(panorama.requests.filter(({ label }) => label === "user-id").map(({ node }) => node)).toEqual([1]);
});
