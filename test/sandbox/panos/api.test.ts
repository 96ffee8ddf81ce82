import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { op, startWithCall, uid, type World } from "./panos-call";

const info = op("<show><system><info/></system></show>");

describe("the XML API", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWithCall();
  });
  afterAll(() => world.close());

  test.each(["/api", "/api/"])("answers GET and POST at %s", async (path) => {
    for (const method of ["GET", "POST"] as const) {
      const answer = await world.call(info, { path, method });
      expect([answer.status, answer.contentType]).toEqual([200, "application/xml; charset=UTF-8"]);
      expect(answer.text).toContain("<model>PA-3440</model>");
    }
  });

  test("reads parameters of query and body together", async () => {
    const { cmd, ...rest } = info;
    const { outcome } = await world.call(rest, { path: `/api?cmd=${encodeURIComponent(cmd!)}` });
    expect(outcome).toBe("success");
  });

  test("accepts the key in the header, the query or the body, and a password as Basic", async () => {
    const { panos, call } = world;
    const key = panos.apiKey;
    const basic = `Basic ${Buffer.from(`admin:${panos.password}`).toString("base64")}`;
    panos.clearRequests();
    await call(info);
    await call({ ...info, key }, { method: "GET", headers: {} });
    await call({ ...info, key }, { headers: {} });
    await call(info, { headers: { authorization: basic } });
    await call(info, { headers: {} });
    expect(panos.requests.map(({ credentials, status, admin }) => [credentials, status, admin])).toEqual([
      ["header", 200, "admin"],
      ["query", 200, "admin"],
      ["body", 200, "admin"],
      ["basic", 200, "admin"],
      ["none", 403, undefined],
    ]);
    expect(panos.requests[2]!.params).toEqual(info);
  });

  test("refuses a bad key with 403, its reason phrase and a body", async () => {
    const answer = await world.call(info, { key: "bad" });
    expect(answer.status).toBe(403);
    expect(answer.text).toBe(
      "<response status = 'error' code = '403'><result><msg>Invalid Credential</msg></result></response>",
    );
  });

  test("makes a key with keygen and ends the earlier one", async () => {
    const { panos, call } = world;
    const before = panos.apiKey;
    expect(before).toMatch(/^[A-Za-z0-9]+=*$/);
    const wrong = await call({ type: "keygen", user: "admin", password: "x" }, { headers: {} });
    expect(wrong.status).toBe(403);
    const { text } = await call(
      { type: "keygen", user: "admin", password: panos.password },
      { path: "/api/?type=keygen", headers: {} },
    );
    expect(text).toBe(`<response status="success"><result><key>${panos.apiKey}</key></result></response>`);
    expect(panos.apiKey).not.toBe(before);
    expect((await call(info, { key: before })).status).toBe(403);
    expect(JSON.stringify(panos.requests)).not.toContain(panos.password);
  });

  test("refuses each kind of call when the role lacks the right to it", async () => {
    const { panos, call } = world;
    const { apiKey: key } = panos.addAdmin({ name: "reader", rights: ["op"] });
    expect((await call(info, { key })).outcome).toBe("success");
    const { status, text } = await call(uid("<register/>"), { key });
    expect(status).toBe(403);
    expect(text).toContain("Type [user-id] not authorized for user role.");
  });

  test.each([
    [{ type: "op" }, 400, 'Missing value for parameter "cmd".'],
    [{ type: "nonsense" }, 400, 'Illegal value for parameter "type" [nonsense].'],
    [{}, 400, 'Missing value for parameter "type".'],
    [op("<show><nonsense/></show>"), 200, "show -> nonsense is unexpected"],
    [op("<show>"), 200, "Malformed XML"],
  ])("answers an error that names the problem with %j", async (params, status, message) => {
    const answer = await world.call(params as Record<string, string>);
    expect([answer.status, answer.message]).toEqual([status, message]);
  });

  test("answers the first calls of clients: system information, version and high availability", async () => {
    const { text } = await world.call(info);
    for (const part of ["hostname>fw-1<", "sw-version>11.1.4<", "app-version>", "multi-vsys>off<", "serial>"])
      expect(text).toContain(part);
    expect((await world.call({ type: "version" })).text).toContain("<sw-version>11.1.4</sw-version>");
    expect(
      (await world.call(op("<show><high-availability><state/></high-availability></show>"))).text,
    ).toContain("<enabled>no</enabled>");
  });

  test("uses the target vsys of a session for calls that name none", async () => {
    const { call, panos, close } = await startWithCall({ vsys: ["vsys1", "vsys2"] });
    panos.firewalls[0]!.register("10.0.0.2", ["a"], { vsys: "vsys2" });
    const target = (vsys: string) =>
      op(`<set><system><setting><target-vsys>${vsys}</target-vsys></setting></system></set>`);
    const list = op("<show><object><registered-ip><all/></registered-ip></object></show>");
    expect((await call(list)).text).toContain("<count>0</count>");
    await call(target("vsys2"));
    expect((await call(list)).text).toContain('ip="10.0.0.2"');
    await call(target("none"));
    expect((await call(list)).text).toContain("<count>0</count>");
    expect((await call(target("vsys9"))).outcome).toBe("error 17");
    await close();
  });

  test("has the certificate whose digest is exposed, signed by the CA in the file", async () => {
    const { panos } = world;
    const socket = connect({ host: panos.host, port: panos.port, ca: panos.caCertificate });
    await new Promise((resolve) => socket.once("secureConnect", resolve));
    const { raw } = socket.getPeerCertificate();
    socket.destroy();
    expect(new X509Certificate(raw).fingerprint256.replaceAll(":", "").toLowerCase()).toBe(
      panos.certificateSha256,
    );
  });
});

describe("VM-Series", () => {
  test("gives its size as the licence", async () => {
    const { call, close } = await startWithCall({ model: "VM-100" });
    const { text } = await call(info);
    expect(text).toContain("<model>PA-VM</model><vm-license>VM-100</vm-license>");
    await close();
  });
});

describe("a pair", () => {
  const state = op("<show><high-availability><state/></high-availability></show>");

  test("fails over; its passive side answers reads and refuses changes", async () => {
    const { call, panos, close } = await startWithCall({ pair: true });
    const states = async () =>
      Promise.all(
        [0, 1].map(async (node) => /local-info><state>(.*?)</.exec((await call(state, { node })).text)![1]),
      );
    expect(panos.hosts).toHaveLength(2);
    expect(await states()).toEqual(["active", "passive"]);
    const change = uid('<register><entry ip="10.0.0.7"><tag><member>a</member></tag></entry></register>');
    expect((await call(change, { node: 1 })).outcome).toBe("error 15");
    expect((await call(change)).outcome).toBe("success");
    expect(panos.firewalls[1]!.registered()).toEqual({ "10.0.0.7": ["a"] });
    panos.failover();
    expect(await states()).toEqual(["passive", "active"]);
    expect((await call(change)).outcome).toBe("error 15");
    panos.setHaState(1, "suspended");
    expect(await states()).toEqual(["passive", "suspended"]);
    await close();
  });

  test("keeps separate tables with synchronizeTables: false", async () => {
    const { panos, close } = await startWithCall({ pair: true, synchronizeTables: false });
    panos.firewalls[0]!.register("10.0.0.7", ["a"]);
    expect(panos.firewalls[1]!.registered()).toEqual({});
    await close();
  });
});
