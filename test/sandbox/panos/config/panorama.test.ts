import {
  type PanoramaSimulator,
  type PanoramaSimulatorOptions,
  startPanoramaSimulator,
} from "../../../../sandbox/panos";
import { type Call, caller, op, uid } from "../panos-call";
import {
  commit,
  config,
  deviceGroup,
  dynamicGroup,
  list,
  partial,
  rule,
  set,
  staticGroup,
  tag,
  VSYS,
} from "./config-call";

const [FIRST, SECOND] = ["007951000001001", "007951000001002"] as const;
const BRANCHES = deviceGroup("branches");

let panorama: PanoramaSimulator;
let call: Call;
let closeCaller: () => Promise<void>;

async function start(options: PanoramaSimulatorOptions = {}): Promise<void> {
  panorama = await startPanoramaSimulator({
    seed: 1,
    deviceGroups: { branches: [FIRST, SECOND] },
    ...options,
  });
  ({ call, close: closeCaller } = caller(panorama));
}
afterEach(async () => {
  await closeCaller();
  await panorama.close();
});

const push = (group = '<entry name="branches"/>', more = "") => ({
  type: "commit",
  action: "all",
  cmd: `<commit-all><shared-policy><device-group>${group}</device-group>${more}</shared-policy></commit-all>`,
});
const groups = (serial: string) => panorama.managed[serial]!.dynamicGroups();
const job = async (id: number) => (await call(op(`<show><jobs><id>${id}</id></jobs></show>`))).text;
const register = (serial: string, ip: string, ...tags: string[]) =>
  call({
    ...uid(`<register><entry ip="${ip}"><tag>${list(...tags)}</tag></entry></register>`),
    target: serial,
    vsys: "vsys1",
  });

describe("a push", () => {
  test("brings the committed objects of a device group to its firewalls", async () => {
    await start();
    await register(FIRST, "10.0.0.1", "web");
    await call(set(`${BRANCHES}/address-group`, dynamicGroup("g", "'web'")));
    await call(set("/config/shared/address-group", dynamicGroup("everywhere", "'db'")));
    await call(push());
    expect(groups(FIRST)).toEqual({});
    await call(commit());
    expect(groups(FIRST)).toEqual({});
    expect((await call(push())).text).toContain("<job>3</job>");
    expect([groups(FIRST), groups(SECOND)]).toEqual([
      { g: ["10.0.0.1"], everywhere: [] },
      { g: [], everywhere: [] },
    ]);
    const shown = await call({
      ...op("<show><object><dynamic-address-group><all/></dynamic-address-group></object></show>"),
      target: FIRST,
    });
    expect(shown.text).toContain("<group-name>g</group-name>");
  });

  test("is a job with a result for each firewall", async () => {
    await start({ commitInMs: 10_000 });
    await call(push('<entry name="branches"/>', "<description>to all</description>"));
    const running = await job(1);
    expect(running).toContain("<type>CommitAll</type>");
    expect(
      running.match(/<serial-no>\d+<\/serial-no><devicename>branch-\d<\/devicename><result>PEND/g),
    ).toHaveLength(2);
    panorama.advance(10_000);
    const done = await job(1);
    expect(done).toContain("<result>OK</result>");
    expect(done.match(/<result>OK<\/result><status>commit succeeded</g)).toHaveLength(2);
    expect(done).toContain("<progress>100</progress>");
  });

  test("can be limited to some firewalls, and be written as pan-python does", async () => {
    await start();
    await call(set(`${BRANCHES}/address-group`, dynamicGroup("g", "'web'")));
    await call(commit());
    await call(push(`<entry name="branches"><devices><entry name="${SECOND}"/></devices></entry>`));
    expect([groups(FIRST), groups(SECOND)]).toEqual([{}, { g: [] }]);
    await call(push("branches", "<merge-with-candidate-cfg>no</merge-with-candidate-cfg>"));
    expect(groups(FIRST)).toEqual({ g: [] });
  });

  test("fails only on the firewall of the fault", async () => {
    await start();
    await call(set(`${BRANCHES}/address-group`, dynamicGroup("g", "'web'")));
    await call(commit());
    panorama.failNext({ fault: "partial", path: /^commit all/, items: [1] });
    await call(push());
    const text = await job(2);
    expect(text).toContain(
      `<serial-no>${SECOND}</serial-no><devicename>branch-2</devicename><result>FAIL</result>`,
    );
    expect([groups(FIRST), groups(SECOND)]).toEqual([{ g: [] }, {}]);
    panorama.failNext({ fault: "job", path: /^commit all/ });
    await call(push());
    expect(await job(3)).toMatch(/<result>FAIL<\/result><tfin>/);
    expect(groups(SECOND)).toEqual({});
  });

  test("refuses groups, firewalls and kinds that it does not know", async () => {
    await start();
    for (const wrong of [
      push('<entry name="nobody"/>'),
      push('<entry name="branches"><devices><entry name="1"/></devices></entry>'),
      push('<entry name="branches"/>', "<surprise/>"),
      { ...push(), cmd: "<commit-all><template><name>T</name></template></commit-all>" },
    ])
      expect((await call(wrong)).outcome).toBe("error 17");
  });

  test("removes deleted objects from the firewalls", async () => {
    await start();
    await call(set(`${BRANCHES}/address-group`, dynamicGroup("g", "'web'")));
    await call(commit());
    await call(push());
    await call(config("delete", `${BRANCHES}/address-group/entry[@name='g']`));
    await call(commit());
    expect(groups(FIRST)).toEqual({ g: [] });
    await call(push());
    expect(groups(FIRST)).toEqual({});
  });
});

describe("device groups", () => {
  test("hold objects and two rulebases, and name their own objects and shared ones", async () => {
    await start();
    await call(set("/config/shared/tag", tag("app")));
    await call(set(`${BRANCHES}/address-group`, dynamicGroup("g", "'web'")));
    for (const base of ["pre-rulebase", "post-rulebase"]) {
      const place = `${BRANCHES}/${base}/security/rules`;
      expect((await call(set(place, rule("r", "g", `<tag>${list("app")}</tag>`)))).outcome).toBe(
        "success 20",
      );
    }
    expect((await call(set(`${BRANCHES}/rulebase/security/rules`, rule("r", "any")))).outcome).toBe(
      "error 6",
    );
    expect((await call(config("delete", "/config/shared/tag/entry[@name='app']"))).outcome).toBe("error 10");
    const other = set(`${deviceGroup("other")}/address-group`, staticGroup("h", "g"));
    expect((await call(other)).outcome).toBe("error 12");
  });

  test("are made and filled like other objects, and exist when they are committed", async () => {
    await start({ deviceGroups: {} });
    const container = "/config/devices/entry[@name='localhost.localdomain']/device-group";
    await call(set(container, `<entry name="new"><devices><entry name="${FIRST}"/></devices></entry>`));
    await call(set(`${deviceGroup("new")}/address-group`, dynamicGroup("g", "'web'")));
    expect((await call(push('<entry name="new"/>'))).outcome).toBe("error 17");
    await call(commit());
    await call(push('<entry name="new"/>'));
    expect(groups(FIRST)).toEqual({ g: [] });
    expect((await call(op("<show><dg-hierarchy/></show>"))).text).toContain('<dg name="new"/>');
  });

  test("show which of their firewalls are in sync", async () => {
    await start();
    const status = async () =>
      [
        ...(await call(op("<show><devicegroups/></show>"))).text.matchAll(/<shared-policy-status>(.*?)</g),
      ].map(([, is]) => is);
    expect(await status()).toEqual(["Out of Sync", "Out of Sync"]);
    await call(push(`<entry name="branches"><devices><entry name="${FIRST}"/></devices></entry>`));
    expect(await status()).toEqual(["In Sync", "Out of Sync"]);
    await call(set("/config/shared/tag", tag("a")));
    await call(commit());
    expect(await status()).toEqual(["Out of Sync", "Out of Sync"]);
    const devices = await call(op("<show><devices><all/></devices></show>"));
    expect(devices.text).toContain(
      `<entry name="${FIRST}"><serial>${FIRST}</serial><connected>yes</connected>`,
    );
  });

  test("can be committed alone by a partial commit", async () => {
    await start({ deviceGroups: { branches: [FIRST], campus: [SECOND] } });
    const { apiKey: key } = panorama.addAdmin({ name: "svc" });
    for (const name of ["branches", "campus"])
      await call(set(`${deviceGroup(name)}/tag`, tag("a")), name === "campus" ? { key } : {});
    const [view] = panorama.panoramas;
    await call(commit(`<partial><device-group>${list("branches")}</device-group></partial>`));
    expect([view!.config(`${BRANCHES}/tag/entry`), view!.config(`${deviceGroup("campus")}/tag`)]).toEqual([
      '<entry name="a"/>',
      "",
    ]);
    await call(partial("svc"));
    expect(view!.config(`${deviceGroup("campus")}/tag/entry`)).toBe('<entry name="a"/>');
  });
});

describe("a firewall behind Panorama", () => {
  test("has a configuration of its own, whose rules may name what was pushed", async () => {
    await start();
    const local = set(`${VSYS}/rulebase/security/rules`, rule("r", "g"));
    expect((await call({ ...local, target: FIRST })).outcome).toBe("error 12");
    await call(set(`${BRANCHES}/address-group`, dynamicGroup("g", "'web'")));
    await call(commit());
    await call(push());
    expect((await call({ ...local, target: FIRST })).outcome).toBe("success 20");
    await call({ ...commit(), target: FIRST });
    expect(panorama.managed[FIRST]!.config(`${VSYS}/rulebase`)).toContain('name="r"');
    expect(panorama.managed[SECOND]!.config(`${VSYS}/rulebase`)).toBe("");
    expect((await call(config("get", VSYS))).outcome).toBe("success 7");
  });
});

describe("a pair of Panoramas", () => {
  test("accepts writes and pushes on its active side, and both sides have what was committed", async () => {
    await start({ pair: true });
    expect((await call(set(`${BRANCHES}/tag`, tag("a")), { node: 1 })).outcome).toBe("error 15");
    await call(set(`${BRANCHES}/address-group`, dynamicGroup("g", "'web'")));
    await call(commit());
    panorama.failover();
    expect((await call(push())).outcome).toBe("error 15");
    expect((await call(push(), { node: 1 })).outcome).toBe("success 19");
    expect(groups(FIRST)).toEqual({ g: [] });
  });
});
