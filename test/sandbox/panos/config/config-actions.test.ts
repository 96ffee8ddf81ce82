import { startWithCall, type World } from "../panos-call";
import {
  address,
  config,
  dynamicGroup,
  edit,
  list,
  RULES,
  rule,
  set,
  staticGroup,
  tag,
  VSYS,
} from "./config-call";

let world: World;
beforeEach(async () => {
  world = await startWithCall();
});
afterEach(() => world.close());

const entry = (kind: string, name: string) => `${VSYS}/${kind}/entry[@name='${name}']`;
const outcome = async (params: Record<string, string>) => (await world.call(params)).outcome;
const get = async (xpath: string) => (await world.call(config("get", xpath))).text;
/** Without what a device adds to entries that are not committed. */
const plain = (text: string) => text.replace(/ (admin|dirtyId|time|uuid)="[^"]*"/g, "");
const ruleNames = async () =>
  [...(await get(`${RULES}/entry`)).matchAll(/entry name="(.*?)"/g)].map(([, name]) => name);

describe("reading", () => {
  test("answers code 7 for an absent node in the candidate, and an error in the running configuration", async () => {
    const absent = await world.call(config("get", entry("tag", "web")));
    expect([absent.outcome, absent.text]).toEqual([
      "success 7",
      '<response status="success" code="7"><result/></response>',
    ]);
    const shown = await world.call(config("show", entry("tag", "web")));
    expect([shown.outcome, shown.message]).toEqual(["error", "No such node"]);
  });

  test("shows one entry, a list of entries, or their container", async () => {
    await world.call(set(`${VSYS}/tag`, tag("a") + tag("b")));
    expect(plain(await get(entry("tag", "a")))).toBe(
      '<response status="success" code="19"><result total-count="1" count="1"><entry name="a"/></result></response>',
    );
    expect(await get(`${VSYS}/tag/entry`)).toContain('count="2"');
    expect(plain(await get(`${VSYS}/tag`))).toContain('<tag><entry name="a"/><entry name="b"/></tag>');
    expect(await get(`${VSYS}/tag/entry[@name='a' or @name="b"]`)).toContain('count="2"');
    expect(await get("/config/devices/entry/vsys/entry/tag/entry")).toContain('count="2"');
  });

  test("shows who changed an entry until it is committed", async () => {
    await world.call(set(`${VSYS}/tag`, tag("a")));
    expect(await get(entry("tag", "a"))).toMatch(/<entry name="a" admin="admin" dirtyId="1" time="\d{4}\//);
  });

  test.each([
    "config/shared",
    "/config/shared/",
    "/config/shared/tag[@name=x]",
    "/else",
    "/config/shared/tag/entry[@name='a]",
  ])("refuses the XPath %s", async (xpath) => {
    expect(await outcome(config("get", xpath))).toBe("error 6");
  });

  test("reads names with quotes, also both kinds of them", async () => {
    await world.call(set("/config/shared/tag", `<entry name="it's &quot;so&quot;"/>`));
    const xpath = `/config/shared/tag/entry[@name=concat("it's ", '"so"')]`;
    expect(await outcome(config("get", xpath))).toBe("success 19");
  });
});

describe("set and edit", () => {
  test("set adds, edit replaces", async () => {
    const done = await world.call(set(`${VSYS}/address-group`, staticGroup("g", "10.0.0.1")));
    expect([done.outcome, done.message]).toEqual([
      "error 12",
      "address-group -> g -> static '10.0.0.1' is not a valid reference" +
        "address-group -> g -> static is invalid",
    ]);
    await world.call(set(`${VSYS}/address`, address("a", "10.0.0.1") + address("b", "10.0.0.0/24")));
    await world.call(set(`${VSYS}/address-group`, staticGroup("g", "a")));
    await world.call(set(entry("address-group", "g"), `<static>${list("b")}</static>`));
    expect(await get(entry("address-group", "g"))).toContain(`<static>${list("a", "b")}</static>`);
    const { text } = await world.call(edit(entry("address-group", "g"), staticGroup("g", "b")));
    expect(text).toBe('<response status="success" code="20"><msg>command succeeded</msg></response>');
    expect(await get(entry("address-group", "g"))).toContain(`<static>${list("b")}</static>`);
  });

  test("set of another kind of group replaces the kind it had", async () => {
    await world.call(set(`${VSYS}/address`, address("a", "10.0.0.1")));
    await world.call(set(`${VSYS}/address-group`, staticGroup("g", "a")));
    await world.call(set(`${VSYS}/address-group`, dynamicGroup("g", "'web'")));
    expect(plain(await get(entry("address-group", "g")))).toContain(dynamicGroup("g", "'web'"));
  });

  test("one member of a list can be deleted, except the last one of a static group", async () => {
    await world.call(set(`${VSYS}/address`, address("a", "10.0.0.1") + address("b", "10.0.0.2")));
    await world.call(set(`${VSYS}/address-group`, staticGroup("g", "a", "b")));
    const member = (name: string) =>
      config("delete", `${entry("address-group", "g")}/static/member[text()='${name}']`);
    expect(await outcome(member("a"))).toBe("success 20");
    expect(await outcome(member("b"))).toBe("error 12");
    expect(await get(entry("address-group", "g"))).toContain(`<static>${list("b")}</static>`);
  });

  test("edit makes a missing node, and is refused when its element is not the node of its XPath", async () => {
    expect(await outcome(edit(entry("tag", "a"), tag("a")))).toBe("success 20");
    expect(await outcome(edit(entry("tag", "a"), tag("b")))).toBe("error 12");
    expect(await outcome(edit(entry("tag", "a"), "<entry"))).toBe("error 18");
  });

  test("an error names the parameter that is missing or the action that does not exist", async () => {
    const missing = await world.call(config("set", `${VSYS}/tag`));
    expect([missing.status, missing.message]).toEqual([400, 'Missing value for parameter "element".']);
    const illegal = await world.call(config("burn", `${VSYS}/tag`));
    expect([illegal.status, illegal.message]).toEqual([400, 'Illegal value for parameter "action" [burn].']);
  });

  test("a call is refused without the right to configure", async () => {
    const { apiKey: key } = world.panos.addAdmin({ name: "reader", rights: ["op"] });
    expect((await world.call(config("get", VSYS), { key })).status).toBe(403);
  });
});

describe("the grammar", () => {
  const refused = async (place: string, element: string) => {
    const { outcome: is, message } = await world.call(
      set(place.startsWith("/") ? place : `${VSYS}/${place}`, element),
    );
    expect(is).toBe("error 12");
    return message;
  };

  test.each(
    [
      ["tag", `<entry name="${"x".repeat(128)}"/>`, "exceeds maximum 127"],
      ["tag", '<entry name=""/>', "Name is empty"],
      ["tag", '<entry name="a"><color>color18</color></entry>', "'color18' is not an allowed keyword"],
      ["tag", '<entry name="a"><color>color43</color></entry>', "'color43' is not an allowed keyword"],
      ["tag", '<entry name="a"><colour>color1</colour></entry>', "a -> colour unexpected here"],
      ["address-group", dynamicGroup("x".repeat(64), "'a'"), "exceeds maximum 63"],
      ["address-group", dynamicGroup("a/b", "'a'"), "illegal characters"],
      ["address-group", '<entry name="g"><static/></entry>', "0 members"],
      ["address-group", '<entry name="g"><static/><dynamic/></entry>', "both static and dynamic"],
      [
        "address-group",
        `<entry name="g"><tag>${list(...Array.from({ length: 65 }, (_, i) => `t${i}`))}</tag></entry>`,
        "65",
      ],
      ["address-group", `<entry name="g"><description>${"x".repeat(1024)}</description></entry>`, "1023"],
      ["address", address("a", "10.0.0.256"), "is invalid"],
      ["address", '<entry name="a"><fqdn>not a name</fqdn></entry>', "is invalid"],
      [
        "rulebase/security/rules",
        rule("r", "any").replace("allow", "maybe"),
        "'maybe' is not an allowed keyword",
      ],
      ["rulebase/security/rules", rule("r", "any", "<colour/>"), "r -> colour unexpected here"],
      ["rulebase/security/rules", rule("r", "nobody"), "source 'nobody' is not a valid reference"],
      [
        "rulebase/security/rules",
        rule("r", "any", `<tag>${list("none")}</tag>`),
        "tag 'none' is not a valid",
      ],
    ].map(([place, element, message]) => [place!, message!, element!] as const),
  )("of %s refuses an element with the message: %s", async (place, message, element) => {
    expect(await refused(place, element)).toContain(message);
    expect(await get(`${VSYS}/${place}/entry`)).toContain('code="7"');
  });

  test.each(["'a", "a b", "'a' und 'b'", "('a'", "'a' or", "", "a.b", "''", "and"])(
    "refuses the match criteria %j",
    async (filter) => {
      expect(await refused("address-group", dynamicGroup("g", filter))).toContain("g -> dynamic -> filter");
    },
  );

  test("refuses match criteria of more than 2047 characters", async () => {
    expect(await refused("address-group", dynamicGroup("g", `'${"x".repeat(2046)}'`))).toContain("2047");
  });

  test.each(["'a'", "a AND b", "'a b' and ('c.d' or 'e:f')", "'a' or 'b' OR 'c'", "not 'a'"])(
    "accepts the match criteria %j",
    async (filter) => {
      expect(await outcome(set(`${VSYS}/address-group`, dynamicGroup("g", filter)))).toBe("success 20");
    },
  );

  test("refuses an unknown place, and a vsys that the firewall does not have", async () => {
    expect(await outcome(set(`${VSYS}/tags`, tag("a")))).toBe("error 6");
    const other = VSYS.replace("vsys1", "vsys9");
    expect(await refused(`${other}/tag`, tag("a"))).toContain("vsys9");
  });

  test("accepts a rule as clients write it, and gives it its own uuid", async () => {
    expect(await outcome(set(RULES, rule("r1", "10.0.0.0/8") + rule("r2", "10.0.0.1-10.0.0.9")))).toBe(
      "success 20",
    );
    const uuids = [...(await get(`${RULES}/entry`)).matchAll(/uuid="([0-9a-f-]{36})"/g)].map(
      ([, uuid]) => uuid,
    );
    expect(new Set(uuids).size).toBe(2);
    expect(await get(`${RULES}/entry[@uuid='${uuids[1]}']`)).toContain('name="r2"');
  });
});

describe("an object that others refer to", () => {
  beforeEach(async () => {
    await world.call(set(`${VSYS}/tag`, tag("app")));
    await world.call(set(`${VSYS}/address`, address("a", "10.0.0.1", `<tag>${list("app")}</tag>`)));
    await world.call(set(`${VSYS}/address-group`, staticGroup("g", "a")));
    await world.call(set(RULES, rule("r", "g")));
  });

  test("cannot be deleted, and the answer says what refers to it", async () => {
    const refusal = await world.call(config("delete", entry("address-group", "g")));
    expect(refusal.outcome).toBe("error 10");
    expect(refusal.text).toContain(
      "<line>address-group -&gt; g cannot be deleted because of references from:</line>",
    );
    expect(refusal.text).toContain(
      "<line>vsys -&gt; vsys1 -&gt; rulebase -&gt; security -&gt; rules -&gt; r -&gt; source</line>",
    );
    for (const [kind, name] of [
      ["tag", "app"],
      ["address", "a"],
    ] as const)
      expect(await outcome(config("delete", entry(kind, name)))).toBe("error 10");
  });

  test("can be deleted in the order rule, group, address, tag", async () => {
    for (const xpath of [
      `${RULES}/entry[@name='r']`,
      entry("address-group", "g"),
      entry("address", "a"),
      entry("tag", "app"),
    ])
      expect(await outcome(config("delete", xpath))).toBe("success 20");
    expect(await outcome(config("delete", entry("tag", "app")))).toBe("success 7");
  });

  test("can be deleted when shared has an object of its name", async () => {
    await world.call(set("/config/shared/address-group", dynamicGroup("g", "'x'")));
    expect(await outcome(config("delete", entry("address-group", "g")))).toBe("success 20");
    expect(await outcome(config("delete", "/config/shared/address-group/entry[@name='g']"))).toBe("error 10");
  });

  test("keeps its references when it is renamed", async () => {
    expect(await outcome(config("rename", entry("address-group", "g"), { newname: "h" }))).toBe("success 20");
    expect(await get(RULES)).toContain(`<source>${list("h")}</source>`);
    await world.call(set(`${VSYS}/tag`, tag("other")));
    expect(await outcome(config("rename", entry("tag", "other"), { newname: "app" }))).toBe("error 8");
  });
});

describe("rules", () => {
  beforeEach(async () => {
    await world.call(set(RULES, ["a", "b", "c"].map((name) => rule(name, "any")).join("")));
  });

  test.each([
    ["c", { where: "top" }, ["c", "a", "b"]],
    ["a", { where: "bottom" }, ["b", "c", "a"]],
    ["c", { where: "before", dst: "b" }, ["a", "c", "b"]],
    ["a", { where: "after", dst: `${RULES}/entry[@name='b']` }, ["b", "a", "c"]],
  ])("%s moves to %j", async (name, where, order) => {
    expect(await outcome(config("move", `${RULES}/entry[@name='${name}']`, where))).toBe("success 20");
    expect(await ruleNames()).toEqual(order);
  });

  test("are not moved next to a rule that does not exist", async () => {
    const move = (more: Record<string, string>) =>
      world.call(config("move", `${RULES}/entry[@name='a']`, more));
    expect((await move({ where: "after", dst: "z" })).outcome).toBe("error 7");
    expect((await move({ where: "aside" })).status).toBe(400);
  });

  test("are cloned without their uuid", async () => {
    const from = `${RULES}/entry[@name='a']`;
    expect(await outcome(config("clone", RULES, { from, newname: "d" }))).toBe("success 20");
    const uuids = [...(await get(`${RULES}/entry`)).matchAll(/uuid="(.*?)"/g)].map(([, uuid]) => uuid);
    expect(new Set(uuids).size).toBe(4);
    expect(await outcome(config("clone", RULES, { from, newname: "d" }))).toBe("error 8");
  });
});

describe("multi-config", () => {
  const multi = (inside: string, more: Record<string, string> = {}) => ({
    type: "config",
    action: "multi-config",
    element: `<multi-configure-request>${inside}</multi-configure-request>`,
    ...more,
  });
  const good = `<edit id="1" xpath="${entry("tag", "a")}">${tag("a")}</edit>`;
  const bad = `<edit id="2" xpath="${entry("tag", "b")}"><entry name="b"><color>red</color></entry></edit>`;

  test("answers each operation inside one answer", async () => {
    const { text } = await world.call(multi(`${good}<delete xpath="${entry("tag", "a")}"/>`));
    expect(text).toBe(
      '<response status="success" code="20">' +
        '<response id="1" status="success" code="20"><msg>command succeeded</msg></response>' +
        '<response status="success" code="20"><msg>command succeeded</msg></response></response>',
    );
  });

  test("stops at the first failure, and reverts everything when it is transactional", async () => {
    const failed = await world.call(multi(good + bad + good));
    expect([failed.outcome, failed.root.getElementsByTagName("response").length]).toEqual(["error", 2]);
    expect(await get(entry("tag", "a"))).toContain("<entry");
    await world.call(config("delete", entry("tag", "a")));
    await world.call(multi(good + bad, { "strict-transactional": "yes" }));
    expect(await get(entry("tag", "a"))).toContain('code="7"');
  });

  test("is refused by a PAN-OS before 10.2", async () => {
    const old = await startWithCall({ version: "10.1.9" });
    expect((await old.call(multi(good))).status).toBe(400);
    await old.close();
  });
});
