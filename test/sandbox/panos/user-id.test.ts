import { op, startWithCall, uid, type World } from "./panos-call";

const entry = (ip: string, tags: string[], attributes = ""): string =>
  `<entry ip="${ip}"${attributes}><tag>${tags.map((tag) => `<member>${tag}</member>`).join("")}</tag></entry>`;
const register = (...entries: string[]) => uid(`<register>${entries.join("")}</register>`);
const unregister = (...entries: string[]) => uid(`<unregister>${entries.join("")}</unregister>`);
/** The refused entries of an answer, attributes in the order in which they were written. */
const refused = (text: string): string[] =>
  [...text.matchAll(/<entry ([^>]*)\/>/g)].map(([, found]) => found!);

describe("user-id messages", () => {
  let world: World;
  beforeEach(async () => {
    world = await startWithCall({ vsys: ["vsys1", "vsys2"] });
  });
  afterEach(() => world.close());
  const table = (vsys?: string) => world.panos.firewalls[0]!.registered(vsys);

  test("register and unregister in each vsys separately, with and without a version", async () => {
    const { call } = world;
    const { outcome, text } = await call(register(entry("10.0.0.7", ["a", "b"])));
    expect(outcome).toBe("success");
    expect(text).toContain("<uid-response><version>2.0</version><payload><register></register>");
    await call({ ...register(entry("10.0.0.8", ["a"])), vsys: "vsys2" });
    await call({
      type: "user-id",
      cmd: `<uid-message><version>9.9</version><type>update</type><payload><unregister>${entry("10.0.0.7", ["b"])}</unregister><register></register></payload></uid-message>`,
    });
    expect(table()).toEqual({ "10.0.0.7": ["a"] });
    expect(table("vsys2")).toEqual({ "10.0.0.8": ["a"] });
  });

  test("report duplicates and missing pairs by entry, ip before message, and apply the rest", async () => {
    const { call } = world;
    await call(register(entry("10.0.0.7", ["a"])));
    const again = await call(register(entry("10.0.0.7", ["a", "b"]), entry("10.0.0.8", ["a"])));
    expect(again.outcome).toBe("error");
    expect(again.status).toBe(200);
    expect(refused(again.text)).toEqual(['ip="10.0.0.7" message="tag a already exists, ignore"']);
    expect(table()).toEqual({ "10.0.0.7": ["a", "b"], "10.0.0.8": ["a"] });
    const gone = await call(unregister(entry("10.0.0.9", ["a"]), entry("10.0.0.7", ["z", "b"])));
    expect(refused(gone.text)).toEqual([
      'ip="10.0.0.9" message="ip 10.0.0.9 does not exist, ignore unreg"',
      'ip="10.0.0.7" message="tag z does not exist, ignore unreg"',
    ]);
    expect(table()["10.0.0.7"]).toEqual(["a"]);
  });

  test.each(["<entry ip='10.0.0.7'/>", "<entry ip='10.0.0.7'><tag></tag></entry>"])(
    "unregister a whole address when no tag is named: %s",
    async (whole) => {
      await world.call(register(entry("10.0.0.7", ["a", "b"])));
      await world.call(unregister(whole));
      expect(table()).toEqual({});
    },
  );

  test("empty the table with clear", async () => {
    await world.call(register(entry("10.0.0.7", ["a"])));
    await world.call(uid("<clear><registered-ip><all/></registered-ip></clear>"));
    expect(table()).toEqual({});
  });

  test("set timeouts that end by the clock, can be renewed, and are in the list", async () => {
    const { call, panos } = world;
    const timed = uid(
      '<register><entry ip="10.0.0.7"><tag><member timeout="60">a</member><member timeout="0">b</member></tag></entry></register>',
    );
    await call(timed);
    panos.advance(50_000);
    const list = await call(op("<show><object><registered-ip><all/></registered-ip></object></show>"));
    expect(list.text).toMatch(/<member timeout="\d{1,2}">a<\/member><member>b<\/member>/);
    const again = await call(timed);
    expect(refused(again.text)).toEqual(['ip="10.0.0.7" message="tag b already exists, ignore"']);
    panos.advance(50_000);
    expect(table()).toEqual({ "10.0.0.7": ["a", "b"] });
    panos.advance(10_001);
    expect(table()).toEqual({ "10.0.0.7": ["b"] });
    const long = await call(
      uid('<register><entry ip="1.1.1.1"><tag><member timeout="2592001">a</member></tag></entry></register>'),
    );
    expect(long.outcome).toBe("error");
  });

  test("register entries that a restart drops when they are not persistent", async () => {
    await world.call(register(entry("10.0.0.7", ["a"], ' persistent="0"'), entry("10.0.0.8", ["a"])));
    world.panos.reboot();
    expect(Object.keys(table())).toEqual(["10.0.0.8"]);
  });

  test.each([
    ["it's", "quote"],
    ["a  b", "spaces"],
    ["AND", "reserved"],
    ["not", "reserved"],
    ["x".repeat(128), "127"],
  ])("refuse the tag %s", async (tag, reason) => {
    const { outcome, text } = await world.call(register(entry("10.0.0.7", [tag])));
    expect(outcome).toBe("error");
    expect(refused(text)[0]).toContain(reason);
    expect(table()).toEqual({});
  });

  test("accept hosts, IPv4 networks and ranges, and write addresses in one form", async () => {
    const given = ["10.0.0.0/24", "10.0.0.1-10.0.0.9", "10.0.0.1/32", "2001:DB8:0:0::7", "::/128", "not"];
    const entries = [...given, "2001:db8::/64", "10.0.0.256", "010.0.0.1", "10.0.0.9-10.0.0.1", "fe80::1%a"];
    const { text } = await world.call(register(...entries.map((ip) => entry(ip, ["a"]))));
    expect(Object.keys(table())).toEqual([
      "10.0.0.0/24",
      "10.0.0.1-10.0.0.9",
      "10.0.0.1/32",
      "2001:db8::7",
      "::/128",
    ]);
    expect(refused(text)).toHaveLength(6);
  });

  test("give an address at most 32 tags", async () => {
    const tags = Array.from({ length: 33 }, (_, index) => `t${index}`);
    const { text } = await world.call(register(entry("10.0.0.7", tags)));
    expect(refused(text)).toHaveLength(1);
    expect(table()["10.0.0.7"]).toHaveLength(32);
  });

  test("are refused for an unknown vsys, an unknown section, or text that is not XML", async () => {
    const wrong = await world.call({ ...register(entry("10.0.0.7", ["a"])), vsys: "vsys9" });
    expect([wrong.outcome, wrong.message]).toEqual(["error", "Invalid vsys: vsys9"]);
    expect((await world.call(uid("<registr/>"))).outcome).toBe("error 17");
    expect((await world.call({ type: "user-id", cmd: "<uid-message>" })).outcome).toBe("error 18");
    expect((await world.call({ type: "user-id" })).status).toBe(400);
  });

  test("map users and groups, and tag users", async () => {
    const { call } = world;
    await call(uid('<login><entry name="d\\u" ip="10.0.0.7"/></login>'));
    await call(uid('<groups><entry name="g"><members><entry name="d\\u"/></members></entry></groups>'));
    await call(
      uid('<register-user><entry user="d\\u"><tag><member>t</member></tag></entry></register-user>'),
    );
    const users =
      "<show><object><registered-user><all><limit>500</limit><start-point>1</start-point></all></registered-user></object></show>";
    expect((await call(op(users))).text).toContain(
      '<entry user="d\\u"><tag><member>t</member></tag></entry>',
    );
    expect((await call(op("<show><user><group><list/></group></user></show>"))).text).toContain("\ng \n");
    await call(uid('<unregister-user><entry user="d\\u"/></unregister-user>'));
    expect((await call(op(users))).text).toContain("<count>0</count>");
    await call(uid('<logout><entry name="d\\u" ip="10.0.0.7"/></logout>'));
    expect(
      (await call(op("<show><user><ip-user-mapping><all/></ip-user-mapping></user></show>"))).text,
    ).toContain("Total: 0");
  });
});

describe("simulator options", () => {
  test("accept duplicates with strictDuplicates: false", async () => {
    const { call, close } = await startWithCall({ strictDuplicates: false });
    await call(register(entry("10.0.0.7", ["a"])));
    expect((await call(register(entry("10.0.0.7", ["a"])))).outcome).toBe("success");
    expect((await call(unregister(entry("10.0.0.9", ["a"])))).outcome).toBe("success");
    await close();
  });

  test("make a duplicate stop the entries after it with duplicateStopsBatch", async () => {
    const { call, panos, close } = await startWithCall({ duplicateStopsBatch: true });
    panos.firewalls[0]!.register("10.0.0.7", ["a"]);
    await call(register(entry("10.0.0.6", ["a"]), entry("10.0.0.7", ["a"]), entry("10.0.0.8", ["a"])));
    expect(Object.keys(panos.firewalls[0]!.registered())).toEqual(["10.0.0.7", "10.0.0.6"]);
    await close();
  });

  test("limit the addresses over all vsys by the model", async () => {
    const { call, panos, close } = await startWithCall({ model: "VM-50", vsys: ["vsys1", "vsys2"] });
    for (let i = 0; i < 999; i++) panos.firewalls[0]!.register(`10.0.${i >> 8}.${i & 255}`, ["a"]);
    await call({ ...register(entry("10.1.0.1", ["a"])), vsys: "vsys2" });
    const { text } = await call(register(entry("10.1.0.2", ["a"]), entry("10.0.0.1", ["b"])));
    expect(refused(text)).toHaveLength(1);
    expect(text).toContain("Failed to register ip 10.1.0.2");
    expect(panos.firewalls[0]!.registered()["10.0.0.1"]).toEqual(["a", "b"]);
    await close();
  });

  test("make a renewed timeout a duplicate, and leave timeouts out of lists", async () => {
    const { call, close } = await startWithCall({ renewTimeouts: false, listTimeouts: false });
    const timed = uid(
      '<register><entry ip="10.0.0.7"><tag><member timeout="60">a</member></tag></entry></register>',
    );
    await call(timed);
    expect((await call(timed)).text).toContain("already exists, ignore");
    const list = await call(op("<show><object><registered-ip><all/></registered-ip></object></show>"));
    expect(list.text).toContain("<member>a</member>");
    await close();
  });
});
