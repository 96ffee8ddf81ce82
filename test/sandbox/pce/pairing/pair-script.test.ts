import path from "node:path";
import { describeNeeding } from "../../../support/needs";
import { type Answer, type Call, startWithCall } from "../pce-call";
import { type Host, makeHost, run } from "./host";

const PROFILES = "/orgs/1/pairing_profiles";

describeNeeding("curl", "the pairing script for Linux", () => {
  let world: Awaited<ReturnType<typeof startWithCall>>;
  let call: Call;
  let host: Host;
  beforeEach(async () => {
    world = await startWithCall({ seed: 3 });
    call = world.call;
    host = await makeHost("web-1", ["eth0 10.0.0.4", "eth1 fd00::4"]);
  });
  afterEach(async () => {
    await world.close();
    await host.remove();
  });

  const code = async (profile: object): Promise<string> => {
    const { href } = (await call("POST", PROFILES, { body: { enabled: true, ...profile } })).json;
    return (await call("POST", `${href}/pairing_key`, { body: {} })).json.activation_code;
  };
  const script = async (): Promise<string> => (await image("pair.sh", "1")).text;
  const image = (name: string, profile: string): Promise<Answer> =>
    call("GET", `/software/ven/image?pair_script=${name}&profile_id=${profile}`, { authorization: "" });
  const pair = async (activationCode: string, server = `127.0.0.1:${world.pce.port}`) =>
    host.run(await script(), ["--management-server", server, "--activation-code", activationCode], {
      CURL_CA_BUNDLE: world.pce.caFile,
    });
  const workloads = async () => (await call("GET", "/orgs/1/workloads")).json;

  test("makes a managed workload with the name, the addresses and what the profile says, and pairs once", async () => {
    const label = (await call("POST", "/orgs/1/labels", { body: { key: "env", value: "prod" } })).json.href;
    const activationCode = await code({ labels: [{ href: label }], enforcement_mode: "idle" });
    const { code: exit, stdout, stderr } = await pair(activationCode);
    expect([exit, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("is paired");
    expect(await workloads()).toEqual([
      expect.objectContaining({
        hostname: "web-1",
        name: null,
        managed: true,
        online: true,
        os_id: "linux",
        enforcement_mode: "idle",
        labels: [{ href: label, key: "env", value: "prod" }],
        interfaces: [
          expect.objectContaining({ name: "eth0", address: "10.0.0.4", link_state: "up" }),
          expect.objectContaining({ name: "eth1", address: "fd00::4" }),
        ],
      }),
    ]);
    const control = path.join(host.root, "opt/illumio_ven/illumio-ven-ctl");
    expect(await run(control, ["status"], {})).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("running"),
    });
    const log = await host.read("var/log/illumio_install.log");
    expect(log).toContain("activated");
    expect(log).not.toContain(activationCode);

    const calls = world.pce.requests.length;
    expect(await pair(activationCode)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("already paired"),
    });
    // The script was downloaded again, and nothing was called.
    expect(world.pce.requests.length).toBe(calls + 1);
    expect(await workloads()).toHaveLength(1);
  });

  test("fails with the reason of the PCE, and works with a valid code afterwards", async () => {
    const refused = await pair("f00d");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      "invalid_activation_code: The activation code is unknown or was revoked",
    );
    const control = path.join(host.root, "opt/illumio_ven/illumio-ven-ctl");
    expect((await run(control, ["status"], {})).code).toBe(1);
    expect(await workloads()).toEqual([]);
    expect((await pair(await code({}))).code).toBe(0);
  });

  test("fails otherwise when the PCE is not reached, is not trusted or breaks off", async () => {
    const activationCode = await code({});
    expect(await pair(activationCode, "127.0.0.1:1")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("was not reached"),
    });
    const args = ["--management-server", `127.0.0.1:${world.pce.port}`, "--activation-code", activationCode];
    const untrusting = await host.run(await script(), args);
    expect(untrusting).toMatchObject({ code: 3, stderr: expect.stringContaining("certificate") });
    world.pce.failNext({ path: /activate/, fault: "5xx", status: 502 });
    expect(await pair(activationCode)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("HTTP 502"),
    });
    expect(await workloads()).toEqual([]);
  });

  test.each([
    [[]],
    [["--management-server", "pce:8443"]],
    [["--activation-code", "abc"]],
    [["--management-server", "pce", "--activation-code", "abc"]],
    [["--management-server", "https://pce:8443", "--activation-code", "abc"]],
    [["--management-server", "pce:8443", "--activation-code", 'a"b']],
    [["--management-server", "pce:8443", "--activation-code", "abc", "--labels", "x"]],
    [["--management-server", "pce:8443", "--activation-code"]],
  ])("refuses the arguments %j", async (args) => {
    const { code: exit, stderr } = await host.run(await script(), args);
    expect([exit, stderr]).toEqual([2, expect.stringContaining("usage: pair.sh")]);
  });

  test("is served below any version of the API, for profiles and names that exist", async () => {
    const download = async (version: string): Promise<string> => {
      const url = `${world.pce.url}/api/${version}/software/ven/image?pair_script=pair.sh&profile_id=1`;
      return (await run("curl", ["-sS", "--fail", "--cacert", world.pce.caFile, url], {})).stdout;
    };
    expect(await download("v18")).toBe(await script());
    expect(await download("v25")).toBe(await script());
    expect(await download("software")).toBe("");
    expect((await image("pair.ps1", "1")).text).toContain("management-server");
    for (const [name, profile] of [
      ["pair.sh", "99"],
      ["pair.sh", ""],
      ["constructor", "1"],
      ["pair.py", "1"],
    ] as const) {
      expect((await image(name, profile)).status).toBe(404);
    }
    const posted = await call("POST", "/software/ven/image?pair_script=pair.sh&profile_id=1");
    expect(posted.status).toBe(405);
  });
});
