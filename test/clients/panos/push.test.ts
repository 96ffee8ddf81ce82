import { containerPath, PanosClient } from "../../../clients/panos";
import { type PanoramaSimulator, startPanoramaSimulator } from "../../../sandbox/panos";
import { tag } from "../../sandbox/panos/config/config-call";

const GROUP = { deviceGroup: "branches" };
const TAGS = containerPath(GROUP, "tag");

let panorama: PanoramaSimulator;
let client: PanosClient;
let serials: string[];

beforeEach(async () => {
  panorama = await startPanoramaSimulator({ seed: 1 });
  serials = Object.keys(panorama.managed);
  await panorama.close();
  panorama = await startPanoramaSimulator({ seed: 1, deviceGroups: { branches: serials } });
  const { hosts, apiKey, caCertificate } = panorama;
  client = new PanosClient({ hosts, apiKey, caCertificate });
});
afterEach(async () => {
  await client.close();
  await panorama.close();
});

test("a device group is committed on Panorama and pushed to its firewalls", async () => {
  await client.configuration.set(TAGS, tag("ours"));
  expect(await client.commit({ admin: "admin" })).toBe(1);
  expect(await client.push(GROUP)).toBe(2);
  expect(await client.push({ ...GROUP, serials: [serials[0]!] })).toBe(3);
});

test("a firewall that refuses a push is named in the error", async () => {
  await client.configuration.set(TAGS, tag("ours"));
  await client.commit({ admin: "admin" });
  panorama.failNext({ fault: "partial", path: /^commit all/, items: [0] });
  await expect(client.push(GROUP)).rejects.toThrow(
    new RegExp(`refused the push of device group branches: .*${serials[0]}: Commit failed on device`),
  );
});
