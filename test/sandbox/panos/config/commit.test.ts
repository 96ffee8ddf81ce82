import type { PanosSimulatorOptions } from "../../../../sandbox/panos";
import { op, startWithCall, uid, type World } from "../panos-call";
import {
  address,
  commit,
  config,
  dynamicGroup,
  edit,
  list,
  partial,
  RULES,
  rule,
  set,
  staticGroup,
  tag,
  VSYS,
} from "./config-call";

let world: World;
const start = async (options: PanosSimulatorOptions = {}) => {
  world = await startWithCall(options);
  return world;
};
afterEach(() => world.close());

const entry = (kind: string, name: string) => `${VSYS}/${kind}/entry[@name='${name}']`;
const running = (xpath: string, node = 0) => world.panos.firewalls[node]!.config(xpath);
const job = async (id: number | string) => {
  const { root, text } = await world.call(op(`<show><jobs><id>${id}</id></jobs></show>`));
  const field = (name: string) => root.getElementsByTagName(name)[0]?.textContent ?? "";
  return {
    states: [
      field("status"),
      Array.from(root.getElementsByTagName("result"))[1]?.textContent,
      field("progress"),
    ],
    details: Array.from(root.getElementsByTagName("line"), (line) => line.textContent),
    user: field("user"),
    text,
  };
};
const pending = async () =>
  (await world.call(op("<check><pending-changes/></check>"))).text.includes(">yes<");
const addKey = (name: string) => world.panos.addAdmin({ name }).apiKey;

describe("a commit", () => {
  test("puts the candidate configuration in force, as a job", async () => {
    const { call } = await start();
    await call(set(`${VSYS}/tag`, tag("a")));
    expect([running(entry("tag", "a")), await pending()]).toEqual(["", true]);
    const { text } = await call(commit("<description>first</description>"));
    expect(text).toBe(
      '<response status="success" code="19"><result><msg><line>Commit job enqueued with jobid 1</line></msg>' +
        "<job>1</job></result></response>",
    );
    const done = await job(1);
    expect([done.states, done.user]).toEqual([["FIN", "OK", "100"], "admin"]);
    expect(done.text).toContain("<type>Commit</type>");
    expect(done.text).toContain("<description>first</description>");
    expect(running(entry("tag", "a"))).toBe('<entry name="a"/>');
    expect(await pending()).toBe(false);
    expect((await call(config("get", entry("tag", "a")))).text).toContain('<entry name="a"/>');
  });

  test("without changes says so, in code 13 to a custom role, unless it is forced", async () => {
    const { call, panos } = await start();
    const { text } = await call(commit());
    expect(text).toBe(
      '<response status="success" code="19"><msg>There are no changes to commit.</msg></response>',
    );
    const { apiKey: key } = panos.addAdmin({ name: "svc", customRole: true });
    expect((await call(commit(), { key })).outcome).toBe("success 13");
    expect((await call(commit("<force/>"))).text).toContain("<job>1</job>");
  });

  test("waits, runs and ends, and commits the configuration of the moment when it began", async () => {
    const { call, panos } = await start({ commitInMs: 10_000 });
    await call(set(`${VSYS}/tag`, tag("a")));
    await call(commit());
    await call(set(`${VSYS}/tag`, tag("b")));
    await call(commit());
    expect([(await job(1)).states, (await job(2)).states]).toEqual([
      ["ACT", "PEND", expect.any(String)],
      ["PEND", "PEND", "0"],
    ]);
    expect((await job(2)).text).toContain("<positionInQ>1</positionInQ>");
    panos.advance(10_000);
    expect(running(`${VSYS}/tag/entry`)).toBe('<entry name="a"/>');
    expect((await job(2)).states[0]).toBe("ACT");
    panos.advance(10_000);
    expect(running(`${VSYS}/tag/entry`)).toBe('<entry name="a"/><entry name="b"/>');
  });

  test("is refused while another one runs when the commit queue has no place", async () => {
    const { call, panos } = await start({ commitQueue: 0 });
    await call(set(`${VSYS}/tag`, tag("a")));
    panos.firewalls[0]!.startCommit({ milliseconds: 60_000 });
    const refused = await call(commit());
    expect([refused.outcome, refused.message]).toEqual([
      "error",
      "Another commit/validate is in progress. Please try again later",
    ]);
    panos.advance(60_000);
    expect((await call(commit())).outcome).toBe("success 19");
  });

  test("fails as a job when the configuration is not complete, and leaves everything as it was", async () => {
    const { call } = await start();
    await call(set(RULES, '<entry name="r"><action>deny</action></entry>'));
    await call(set(`${VSYS}/address-group`, '<entry name="g"/>'));
    await call(commit());
    const { states, details } = await job(1);
    expect(states).toEqual(["FIN", "FAIL", "100"]);
    expect(details).toContain("rules -> r is missing 'from'");
    expect(details).toContain("address-group -> g is missing 'static' or 'dynamic'");
    expect([running(RULES), await pending()]).toEqual(["", true]);
  });

  test("fails as a job when a fault is set for it", async () => {
    const { call, panos } = await start();
    await call(set(`${VSYS}/tag`, tag("a")));
    panos.failNext({ fault: "job", path: /^commit/ });
    await call(commit());
    expect((await job(1)).states).toEqual(["FIN", "FAIL", "100"]);
    expect(await pending()).toBe(true);
    await call(commit());
    expect((await job(2)).states).toEqual(["FIN", "OK", "100"]);
  });

  test("that only validates changes nothing", async () => {
    const { call } = await start();
    await call(set(`${VSYS}/tag`, tag("a")));
    await call(commit("<validate></validate>"));
    expect([(await job(1)).states[1], running(`${VSYS}/tag`), await pending()]).toEqual(["OK", "", true]);
  });

  test("that only validates can be limited to the changes of some administrators", async () => {
    const { call } = await start();
    await call(set(RULES, '<entry name="r"><action>deny</action></entry>'));
    await call(set(`${VSYS}/tag`, tag("a")), { key: addKey("svc") });
    const part = `<partial><admin>${list("svc")}</admin></partial>`;
    await call(commit("<validate></validate>"));
    await call(commit(`<validate><force>${part}</force></validate>`));
    expect([(await job(1)).states[1], (await job(2)).states[1]]).toEqual(["FAIL", "OK"]);
  });

  test("is refused without the right to commit or with an unknown element", async () => {
    const { call, panos } = await start();
    const { apiKey: key } = panos.addAdmin({ name: "writer", rights: ["config", "op"] });
    expect((await call(commit(), { key })).status).toBe(403);
    expect((await call(commit("<partially/>"))).outcome).toBe("error 17");
    expect((await call(commit("<partial><admins/></partial>"))).outcome).toBe("error 17");
    expect((await call({ ...commit(), action: "all" })).outcome).toBe("error 17");
    expect((await call(op("<show><jobs><id>99</id></jobs></show>"))).message).toBe("job 99 not found");
  });
});

describe("a partial commit", () => {
  test("commits the objects of its administrators and leaves those of others", async () => {
    const { call } = await start();
    const [svc, other] = [addKey("svc"), addKey("other")];
    await call(set(`${VSYS}/tag`, tag("mine")), { key: svc });
    await call(set(`${VSYS}/tag`, tag("theirs")), { key: other });
    await call(partial("svc"), { key: svc });
    expect(running(`${VSYS}/tag/entry`)).toBe('<entry name="mine"/>');
    expect(await pending()).toBe(true);
    expect((await call(partial("svc"), { key: svc })).message).toBe("There are no changes to commit.");
    await call(commit());
    expect(running(`${VSYS}/tag/entry`)).toBe('<entry name="mine"/><entry name="theirs"/>');
  });

  test("is accepted inside force too", async () => {
    const { call } = await start();
    const svc = addKey("svc");
    await call(set(`${VSYS}/tag`, tag("mine")), { key: svc });
    await call(set(`${VSYS}/tag`, tag("theirs")));
    await call(commit(`<force><partial><admin>${list("svc")}</admin></partial></force>`));
    expect(running(`${VSYS}/tag/entry`)).toBe('<entry name="mine"/>');
  });

  test("fails when it leaves behind what its objects name", async () => {
    const { call } = await start();
    const [svc, other] = [addKey("svc"), addKey("other")];
    await call(set(`${VSYS}/address-group`, dynamicGroup("g", "'web'")), { key: other });
    await call(set(RULES, rule("r", "g")), { key: svc });
    await call(partial("svc"), { key: svc });
    const { states, details } = await job(1);
    expect(states[1]).toBe("FAIL");
    expect(details).toContain("rules -> r -> source 'g' is not a valid reference");
    await call(partial("svc", "other"), { key: svc });
    expect((await job(2)).states[1]).toBe("OK");
  });

  test("keeps the place of a rule among the committed ones, and commits deletions and order", async () => {
    const { call } = await start();
    const [svc, other] = [addKey("svc"), addKey("other")];
    const names = () =>
      [...running(`${RULES}/entry`).matchAll(/entry name="(.*?)"/g)].map(([, name]) => name);
    await call(set(RULES, rule("a", "any") + rule("z", "any")));
    await call(commit());
    await call(set(RULES, rule("m", "any")), { key: svc });
    await call(set(RULES, rule("n", "any")), { key: other });
    await call(config("move", `${RULES}/entry[@name='n']`, { where: "top" }), { key: other });
    await call(config("move", `${RULES}/entry[@name='m']`, { where: "before", dst: "z" }), { key: svc });
    await call(partial("svc"), { key: svc });
    expect(names()).toEqual(["a", "m", "z"]);
    await call(config("delete", `${RULES}/entry[@name='a']`), { key: svc });
    await call(partial("svc"), { key: svc });
    expect(names()).toEqual(["m", "z"]);
    await call(config("move", `${RULES}/entry[@name='m']`, { where: "bottom" }), { key: svc });
    await call(partial("svc"), { key: svc });
    expect(names()).toEqual(["z", "m"]);
    await call(commit());
    expect(names()).toEqual(["n", "z", "m"]);
  });

  test("can leave shared objects out and be limited to some vsys", async () => {
    const { call } = await start({ vsys: ["vsys1", "vsys2"] });
    const second = VSYS.replace("vsys1", "vsys2");
    for (const place of [VSYS, second, "/config/shared"]) await call(set(`${place}/tag`, tag("a")));
    await call(
      commit(
        "<partial><shared-object>excluded</shared-object><device-and-network>excluded</device-and-network></partial>",
      ),
    );
    expect([running(`${VSYS}/tag`), running("/config/shared/tag")]).toEqual([
      '<tag><entry name="a"/></tag>',
      "",
    ]);
    for (const place of [VSYS, second]) await call(set(`${place}/tag`, tag("b")));
    await call(
      commit(`<partial><vsys>${list("vsys2")}</vsys><shared-object>excluded</shared-object></partial>`),
    );
    expect([running(`${VSYS}/tag/entry[@name='b']`), running(`${second}/tag/entry[@name='b']`)]).toEqual([
      "",
      '<entry name="b"/>',
    ]);
  });

  test("does not count a change that was changed back", async () => {
    const { call } = await start();
    const svc = addKey("svc");
    await call(set(`${VSYS}/tag`, tag("a")), { key: svc });
    await call(config("delete", entry("tag", "a")), { key: svc });
    await call(set(`${VSYS}/tag`, tag("a")));
    expect((await call(partial("svc"), { key: svc })).message).toBe("There are no changes to commit.");
  });
});

describe("faults", () => {
  test("a key is rotated before a commit, and what was written stays", async () => {
    const { call, panos } = await start();
    await call(set(`${VSYS}/tag`, tag("a")));
    const key = panos.apiKey;
    panos.before("commit", () => panos.rotateKey());
    expect((await call(commit(), { key })).status).toBe(403);
    expect(await pending()).toBe(true);
  });

  test("the answer to a commit is lost although its job was started", async () => {
    const { call, panos } = await start();
    await call(set(`${VSYS}/tag`, tag("a")));
    panos.failNext({ fault: "lost", path: /^commit/ });
    await expect(call(commit())).rejects.toThrow();
    expect((await job(1)).states[1]).toBe("OK");
  });

  test("a write is refused before it changes anything", async () => {
    const { call, panos } = await start();
    panos.failNext({ fault: "5xx", path: /^config set \/config\/devices/ });
    expect((await call(set(`${VSYS}/tag`, tag("a")))).status).toBe(503);
    expect((await call(config("get", `${VSYS}/tag`))).outcome).toBe("success 7");
  });
});

describe("another administrator", () => {
  test("can change and commit between two calls", async () => {
    const { call, panos } = await start();
    const [firewall] = panos.firewalls;
    firewall!.configure("set", `${VSYS}/tag`, tag("theirs"), { admin: "eve" });
    await call(set(`${VSYS}/tag`, tag("mine")));
    expect(firewall!.startCommit({ admin: "eve" })).toBe(1);
    expect(running(`${VSYS}/tag/entry`)).toBe('<entry name="theirs"/>');
  });

  test("loses what is reverted to the running configuration", async () => {
    const { call } = await start();
    await call(set(`${VSYS}/tag`, tag("a")));
    const revert = "<load><config><from>running-config.xml</from></config></load>";
    expect((await call(op(revert))).outcome).toBe("success");
    expect([await pending(), (await call(config("get", `${VSYS}/tag`))).outcome]).toEqual([
      false,
      "success 7",
    ]);
  });
});

describe("locks", () => {
  const lock = (kind: string, what: string, vsys?: string) => ({
    ...op(`<request><${kind}-lock><${what}></${what}></${kind}-lock></request>`),
    ...(vsys === undefined ? {} : { vsys }),
  });

  test("on the configuration refuse the writes of others in their scope", async () => {
    const { call } = await start({ vsys: ["vsys1", "vsys2"] });
    const eve = addKey("eve");
    expect((await call(lock("config", "add", "vsys1"), { key: eve })).outcome).toBe("success");
    const refused = await call(set(`${VSYS}/tag`, tag("a")));
    expect([refused.outcome, refused.message]).toEqual(["error", "Configuration is locked by eve"]);
    expect((await call(set(`${VSYS.replace("vsys1", "vsys2")}/tag`, tag("a")))).outcome).toBe("success 20");
    expect((await call(set(`${VSYS}/tag`, tag("a")), { key: eve })).outcome).toBe("success 20");
    expect((await call(lock("config", "add", "vsys1"))).message).toBe(
      "Config for scope vsys1 is currently locked",
    );
    expect((await call(lock("config", "add", "vsys1"), { key: eve })).message).toContain(
      "You already own a config lock",
    );
    expect((await call(op("<show><config-locks/></show>"))).text).toContain('<entry name="eve">');
    expect((await call(lock("config", "remove", "vsys1"))).message).toContain(
      "not currently locked for scope vsys1",
    );
    await call(lock("config", "remove", "vsys1"), { key: eve });
    expect((await call(set(`${VSYS}/tag`, tag("b")))).outcome).toBe("success 20");
  });

  test("on commits refuse the commits of others until their owner commits", async () => {
    const { call } = await start();
    const eve = addKey("eve");
    await call(set(`${VSYS}/tag`, tag("a")));
    await call(lock("commit", "add"), { key: eve });
    expect((await call(lock("commit", "add"), { key: eve })).message).toBe("Commit lock is already held");
    expect((await call(commit())).outcome).toBe("error");
    expect((await call(op("<show><commit-locks/></show>"))).text).toContain('<entry name="eve">');
    await call(commit(), { key: eve });
    expect((await call(op("<show><commit-locks/></show>"))).text).toContain("<commit-locks></commit-locks>");
    expect((await call(lock("commit", "remove"))).message).toBe("Commit lock is not currently held");
  });

  test("can be held by an administrator that a test invents", async () => {
    const { call, panos } = await start();
    panos.firewalls[0]!.lockConfig("eve");
    expect((await call(set(`${VSYS}/tag`, tag("a")))).message).toBe("Configuration is locked by eve");
    panos.firewalls[0]!.unlock("eve");
    expect((await call(set(`${VSYS}/tag`, tag("a")))).outcome).toBe("success 20");
  });
});

describe("a pair", () => {
  const state = op("<show><high-availability><state/></high-availability></show>");
  const sync = async () => /<running-sync>(.*?)</.exec((await world.call(state)).text)![1];

  test("has committed changes on both sides, and uncommitted ones on one", async () => {
    const { call, panos } = await start({ pair: true });
    await call(set(`${VSYS}/tag`, tag("a")));
    await call(commit());
    expect(running(`${VSYS}/tag/entry`, 1)).toBe('<entry name="a"/>');
    await call(set(`${VSYS}/tag`, tag("b")));
    panos.failover();
    expect((await call(config("get", entry("tag", "a")), { node: 1 })).outcome).toBe("success 19");
    expect((await call(config("get", entry("tag", "b")), { node: 1 })).outcome).toBe("success 7");
  });

  test("accepts writes and commits on its active side", async () => {
    const { call, panos } = await start({ pair: true });
    expect((await call(set(`${VSYS}/tag`, tag("a")), { node: 1 })).outcome).toBe("error 15");
    expect((await call(commit(), { node: 1 })).outcome).toBe("error 15");
    expect((await call(config("get", VSYS), { node: 1 })).outcome).toBe("success 19");
    panos.failover();
    expect((await call(set(`${VSYS}/tag`, tag("a")), { node: 1 })).outcome).toBe("success 20");
  });

  test("is not synchronised after a commit that the other side missed, until it is told to synchronise", async () => {
    const { call, panos } = await start({ pair: true });
    panos.setHaState(1, "suspended");
    await call(set(`${VSYS}/tag`, tag("a")));
    await call(commit());
    expect([await sync(), running(`${VSYS}/tag`, 1)]).toEqual(["not synchronized", ""]);
    panos.setHaState(1, "passive");
    await call(
      op(
        "<request><high-availability><sync-to-remote><running-config/></sync-to-remote></high-availability></request>",
      ),
    );
    expect([await sync(), running(`${VSYS}/tag`, 1)]).toEqual([
      "synchronized",
      '<tag><entry name="a"/></tag>',
    ]);
  });
});

describe("dynamic address groups", () => {
  const show = async (inside = "<all/>") =>
    (
      await world.call(
        op(`<show><object><dynamic-address-group>${inside}</dynamic-address-group></object></show>`),
      )
    ).text;
  const register = (ip: string, ...tags: string[]) =>
    world.call(uid(`<register><entry ip="${ip}"><tag>${list(...tags)}</tag></entry></register>`));
  const members = () => world.panos.firewalls[0]!.dynamicGroups();

  test("are in force when they are committed, and then follow registrations without a commit", async () => {
    const { call } = await start();
    await register("10.0.0.1", "web", "prod");
    await call(set(`${VSYS}/address-group`, dynamicGroup("g", "'web' and 'prod'")));
    expect(await show()).not.toContain("<entry");
    await call(commit());
    expect(await show()).toBe(
      '<response status="success"><result><dyn-addr-grp><entry><vsys>vsys1</vsys><group-name>g</group-name>' +
        "<filter>'web' and 'prod'</filter><member-list>" +
        '<entry name="10.0.0.1" type="registered-ip"/></member-list></entry></dyn-addr-grp></result></response>',
    );
    await register("10.0.0.2", "web");
    await register("10.0.0.3", "prod", "web");
    expect(members()).toEqual({ g: ["10.0.0.1", "10.0.0.3"] });
    await call(edit(entry("address-group", "g"), dynamicGroup("g", "'db'")));
    expect(members()).toEqual({ g: ["10.0.0.1", "10.0.0.3"] });
    await call(commit());
    expect(members()).toEqual({ g: [] });
  });

  test.each([
    ["'a' or 'b' and 'c'", ["10.0.0.1", "10.0.0.3"]],
    ["('a' OR 'b') AND 'c'", ["10.0.0.3"]],
    ["'a' and not 'b'", ["10.0.0.1"]],
    ["A", []],
    ["'two words'", ["10.0.0.4"]],
  ])("with %s have the members %j", async (filter, expected) => {
    const { call } = await start();
    await call(set(`${VSYS}/address-group`, dynamicGroup("g", filter)));
    await call(commit());
    await register("10.0.0.1", "a");
    await register("10.0.0.2", "b");
    await register("10.0.0.3", "b", "c");
    await register("10.0.0.4", "two words");
    expect(members()).toEqual({ g: expected });
  });

  test("have addresses of a tagged network and address objects with static tags as members", async () => {
    const { call } = await start();
    await call(set(`${VSYS}/tag`, tag("web")));
    await call(set(`${VSYS}/address`, address("server", "10.9.9.9", `<tag>${list("web")}</tag>`)));
    await call(
      set(`${VSYS}/address-group`, dynamicGroup("g", "'web' and 'prod'") + dynamicGroup("h", "'web'")),
    );
    await call(commit());
    await register("10.0.0.0/24", "web");
    await register("10.0.0.7", "prod");
    await register("10.0.1.7", "prod");
    expect(members()).toEqual({ g: ["10.0.0.7"], h: ["10.0.0.0/24", "10.0.0.7", "server"] });
    expect(await show("<name>h</name>")).toContain('<entry name="server" type="address-object"/>');
    expect(await show("<name>h</name>")).not.toContain("<group-name>g<");
  });

  test("are shown only when a committed rule names them with hideUnusedGroups", async () => {
    const { call } = await start({ hideUnusedGroups: true });
    await call(set(`${VSYS}/address-group`, dynamicGroup("g", "'web'")));
    await call(commit());
    expect(members()).toEqual({});
    await call(set(`${VSYS}/address-group`, staticGroup("outer", "g")));
    await call(set(RULES, rule("r", "outer")));
    await call(commit());
    expect(members()).toEqual({ g: [] });
  });
});
