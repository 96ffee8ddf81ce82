import type { PceClient } from "../../../clients/pce";
import type { PceSimulator } from "../../../sandbox/pce";
import { answer, breakOff } from "../http/scripted-server";
import { clientOf, closeAll, failureOf, scriptedPce, startPce } from "./fixtures";

let pce: PceSimulator;
let client: PceClient;
beforeEach(async () => {
  pce = await startPce();
  client = clientOf(pce);
});
afterEach(closeAll);

const DEFAULT = "Default (Servers)";

test("pairing profiles are found by exactly their name", async () => {
  expect(await client.findPairingProfiles(DEFAULT)).toMatchObject([
    { name: DEFAULT, enabled: true, enforcement_mode: "visibility_only", allowed_uses_per_key: "unlimited" },
  ]);
  expect(await client.findPairingProfiles("Default")).toEqual([]);
});

test("each key of a profile is another one, and revoking them succeeds also when the profile is gone", async () => {
  const [profile] = await client.findPairingProfiles(DEFAULT);
  const keys = [await client.createPairingKey(profile!.href), await client.createPairingKey(profile!.href)];
  expect(new Set(keys).size).toBe(2);
  await client.revokePairingKeys(profile!.href);
  await client.revokePairingKeys("/orgs/1/pairing_profiles/999");
  expect((await failureOf(client.createPairingKey("/orgs/1/pairing_profiles/999"))).message).toContain("404");
});

test("a key that may have been made is not made again", async () => {
  const { server, connection } = await scriptedPce([breakOff, answer(201, '{"activation_code":"x"}')]);
  const failure = await failureOf(clientOf(connection).createPairingKey("/orgs/1/pairing_profiles/1"));
  expect(failure).toMatchObject({ mayHaveBeenApplied: true });
  expect(server.seen).toHaveLength(1);
});

test("VENs are unpaired by their hrefs", async () => {
  const { href } = await client.createWorkload({ hostname: "web01" });
  const ven = pce.pairVen(href);
  expect(await client.unpairVens([ven])).toEqual(new Map());
  expect(await client.getWorkload(href)).toBeUndefined();
});

test.each([
  [
    "names the VEN",
    '{"errors":[{"token":"busy","message":"Later","hrefs":["/orgs/1/vens/a"]}]}',
    ["/orgs/1/vens/a"],
  ],
  ["names none", '[{"token":"busy","message":"Later"}]', ["/orgs/1/vens/a", "/orgs/1/vens/b"]],
])("a refusal of unpairing that %s counts for those that it may mean", async (_, body, hrefs) => {
  const { connection } = await scriptedPce([answer(200, body)]);
  const failures = await clientOf(connection).unpairVens(["/orgs/1/vens/a", "/orgs/1/vens/b"]);
  expect([...failures]).toEqual(hrefs.map((href) => [href, "Later [busy]"]));
});
