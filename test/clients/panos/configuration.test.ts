import { containerPath, entryPath, PanosClient } from "../../../clients/panos";
import { type PanosSimulator, type PanosSimulatorOptions, startPanosSimulator } from "../../../sandbox/panos";
import { dynamicGroup, rule, tag } from "../../sandbox/panos/config/config-call";

const SCOPE = { vsys: "vsys1" };
const TAGS = containerPath(SCOPE, "tag");
const GROUPS = containerPath(SCOPE, "address-group");
const RULES = containerPath(SCOPE, "rulebase/security/rules");

let panos: PanosSimulator;
let client: PanosClient;

async function open(options: PanosSimulatorOptions = {}) {
  panos = await startPanosSimulator({ seed: 1, ...options });
  const { hosts, apiKey, caCertificate } = panos;
  client = new PanosClient({ hosts, apiKey, caCertificate });
  return client.configuration;
}

afterEach(async () => {
  await client.close();
  await panos.close();
});

test("an entry is set, read, edited, renamed, moved and removed in the candidate configuration", async () => {
  const configuration = await open();
  const web = entryPath(GROUPS, "web");
  expect(await configuration.candidate(web)).toBeUndefined();
  await configuration.set(GROUPS, dynamicGroup("web", "'a'"));
  expect(await configuration.candidate(web)).toMatchObject({ "@name": "web", dynamic: { filter: "'a'" } });
  await configuration.edit(web, dynamicGroup("web", "'b'"));
  await configuration.rename(web, "www");
  expect(await configuration.candidate(web)).toBeUndefined();
  expect(await configuration.candidate(entryPath(GROUPS, "www"))).toMatchObject({
    dynamic: { filter: "'b'" },
  });
  await configuration.set(RULES, rule("first", "any"));
  await configuration.set(RULES, rule("second", "www"));
  await configuration.move(entryPath(RULES, "second"), "before", "first");
  expect(panos.firewalls[0]!.config(RULES, "candidate")).toMatch(/second.*first/s);
  expect(await configuration.running(entryPath(RULES, "second"))).toBeUndefined();
  await configuration.remove(entryPath(RULES, "second"));
  await configuration.remove(entryPath(RULES, "second"));
  expect(await configuration.candidate(entryPath(RULES, "second"))).toBeUndefined();
});

test("an object in use is not removed, and the error says what uses it", async () => {
  const configuration = await open();
  await configuration.set(GROUPS, dynamicGroup("web", "'a'"));
  await configuration.set(RULES, rule("first", "web"));
  await expect(configuration.remove(entryPath(GROUPS, "web"))).rejects.toThrow(
    /^the firewall refused to delete vsys1: address-group\/entry\[@name='web'\] \(code 10, .*references from.*first/s,
  );
});

describe("a commit", () => {
  test("applies only the changes of its administrator and returns its job", async () => {
    const configuration = await open({ commitInMs: 10 });
    await configuration.set(TAGS, tag("ours"));
    panos.firewalls[0]!.configure("set", TAGS, tag("theirs"), { admin: "other" });
    expect(await client.commit({ admin: "admin", description: "a & b" })).toBe(1);
    expect(panos.firewalls[0]!.config(TAGS)).toContain("ours");
    expect(panos.firewalls[0]!.config(TAGS)).not.toContain("theirs");
    expect(await client.commit({ admin: "admin" })).toBeUndefined();
  });

  test("that fails throws an error with the reason", async () => {
    const configuration = await open();
    await configuration.set(TAGS, tag("ours"));
    panos.failNext({ fault: "job", path: /^commit/ });
    await expect(client.commit({ admin: "admin" })).rejects.toThrow(
      "the firewall refused the commit: Commit failed. See job 1",
    );
  });

  test("that another commit blocks throws an error that says so", async () => {
    const configuration = await open({ commitQueue: 0 });
    await configuration.set(TAGS, tag("ours"));
    panos.firewalls[0]!.configure("set", TAGS, tag("theirs"), { admin: "other" });
    panos.firewalls[0]!.startCommit({ admin: "other", milliseconds: 60_000 });
    await expect(client.commit({ admin: "admin" })).rejects.toThrow(
      /Another commit\/validate is in progress/,
    );
  });

  test("that takes too long throws an error that names its job", async () => {
    const configuration = await open({ commitInMs: 1_000_000 });
    await configuration.set(TAGS, tag("ours"));
    await expect(client.commit({ admin: "admin" }, { timeoutInSeconds: 0 })).rejects.toThrow(
      /^job 1 \(the commit\) is not done after 0 s/,
    );
  });
});
