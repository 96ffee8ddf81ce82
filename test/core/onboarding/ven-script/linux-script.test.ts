import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { VenScriptValues } from "../../../../core/onboarding/ven-script";
import { EXIT_CODES, exitCodeIn, linuxScript } from "../../../../core/onboarding/ven-script";
import { type Host, makeHost } from "../../../sandbox/pce/pairing/host";
import { startConnectProxy } from "../../../support/connect-proxy";
import { describeNeeding } from "../../../support/needs";
import { type ScriptServer, startScriptServer } from "./script-server";

const CODE = "f00dcafe1234567890";
const NONCE = "nonce-0001";

describeNeeding("curl", "the script for Linux", () => {
  let server: ScriptServer;
  let host: Host;
  beforeAll(async () => {
    server = await startScriptServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    host = await makeHost("web-1", ["eth0 10.0.0.4"]);
    server.calls.length = 0;
    server.answers = [{ status: 200, body: PAIRS }];
  });
  afterEach(() => host.remove());

  /** Writes its arguments down and an agent that runs. */
  const PAIRS = `#!/bin/sh
printf '%s\\n' "$@" > /opt/illumio_ven_data/arguments
mkdir -p /opt/illumio_ven
printf '#!/bin/sh\\necho "venAgentMgr (pid 7) is running"\\n' > /opt/illumio_ven/illumio-ven-ctl
chmod +x /opt/illumio_ven/illumio-ven-ctl
`;
  const inRoot = (text: string) =>
    text.replaceAll(
      /(^|[^\w/.-])(\/(?:opt|var)\/)/gm,
      (_, before, folder) => `${before}${host.root}${folder}`,
    );
  const serve = (...bodies: string[]) => {
    server.answers = bodies.map((body) => ({ status: 200, body: inRoot(body) }));
  };
  const script = (values: Partial<VenScriptValues> = {}) =>
    linuxScript({
      pce: { host: "127.0.0.1", port: server.port },
      profileId: "12",
      caCertificate: server.caCertificate,
      nonce: NONCE,
      form: "managed",
      pauseInSeconds: 0,
      ...values,
    });
  const run = async (
    values: Partial<VenScriptValues> = {},
    environment: Record<string, string> = {},
    text = script(values),
  ) => {
    const ran = await host.run(text, [], { ILLUMIO_ACTIVATION_CODE: CODE, ...environment });
    expect(ran.stdout.trimEnd().split("\n").at(-1)).toBe(`ILO_RC=${ran.code} ${NONCE}`);
    expect(exitCodeIn(ran.stdout, NONCE)).toBe(ran.code);
    expect(ran.stdout + ran.stderr).not.toContain(CODE);
    return ran;
  };
  /** A folder that goes before the others in PATH, with scripts of these names. */
  const tools = async (scripts: Record<string, string>) => {
    const folder = path.join(host.root, "tools");
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(scripts)) {
      await writeFile(path.join(folder, name), `#!/bin/sh\n${text}\n`);
      await chmod(path.join(folder, name), 0o755);
    }
    return folder;
  };
  const before = (folder: string) => ({ PATH: `${folder}:${process.env["PATH"]}` });

  test("downloads the pairing script, runs it with server and code, and leaves nothing of it", async () => {
    serve(PAIRS);
    expect(await run()).toMatchObject({ code: 0, stderr: "" });
    expect(server.calls).toEqual(["/api/v18/software/ven/image?pair_script=pair.sh&profile_id=12"]);
    expect(await host.read("opt/illumio_ven_data/arguments")).toBe(
      `--management-server\n127.0.0.1:${server.port}\n--activation-code\n${CODE}\n`,
    );
    expect(await readdir(path.join(host.root, "opt/illumio_ven_data/tmp"))).toEqual([]);
    expect(script()).not.toContain(CODE);
  });

  test("hands the code to nothing but the pairing script's argument", async () => {
    serve(PAIRS.replace("\n", "\nenv > /opt/illumio_ven_data/environment\n"));
    const seen = path.join(host.root, "seen");
    const folder = await tools(
      Object.fromEntries(
        ["curl", "tail", "sha256sum", "chmod"].map((name) => [
          name,
          `{ printf '%s\\n' ${name} "$@"; env; } >> '${seen}'\nexec /usr/bin/${name} "$@"`,
        ]),
      ),
    );
    const digest = createHash("sha256").update(server.answers[0]!.body).digest("hex");
    // A shell keeps handing a variable on that came to it in the environment.
    const environment = { ...before(folder), code: "of the environment" };
    expect((await run({ checksum: digest }, environment)).code).toBe(0);
    for (const name of ["curl", "sha256sum", "chmod", "tail"])
      expect(await host.read("seen")).toMatch(new RegExp(`^${name}$`, "m"));
    for (const file of ["seen", "opt/illumio_ven_data/environment"])
      expect(await host.read(file)).not.toContain(CODE);
    expect(await host.read("opt/illumio_ven_data/arguments")).toContain(CODE);
  });

  test("asks curl for https and TLS 1.2 or later only", async () => {
    serve(PAIRS);
    const seen = path.join(host.root, "seen");
    const folder = await tools({ curl: `echo "$@" >> '${seen}'\nexec /usr/bin/curl "$@"` });
    expect((await run({}, before(folder))).code).toBe(0);
    expect(await host.read("seen")).toMatch(/^-q .*--proto =https --tlsv1\.2 /);
  });

  test("lets nobody but its user change what it runs, or read what the pairing script writes", async () => {
    serve(PAIRS.replace("\n", '\nls -ld "$(dirname "$0")"/* "$(dirname "$0")" > /opt/modes\n'));
    expect((await run()).code).toBe(0);
    const lines = (await host.read("opt/modes")).trim().split("\n");
    expect(lines.map((line) => `${line.slice(0, 10)} ${path.basename(line)}`)).toEqual([
      "drwxr-x--x tmp",
      "-rw-r----- illumio-iac-ca.pem",
      "-rw-r----- illumio-iac-errors",
      "-rw------- illumio-iac-output",
      "-rwxr----- pair.sh",
    ]);
  });

  test("removes what it wrote when it is stopped in the middle", async () => {
    serve('#!/bin/sh\necho "activating with $4"\nkill -TERM $PPID\n');
    expect(await run()).toMatchObject({ code: 143, stderr: "The script was stopped before its end.\n" });
    expect(await readdir(path.join(host.root, "opt/illumio_ven_data/tmp"))).toEqual([]);
  });

  test("is a success without a call where the agent runs already, also without a code", async () => {
    serve(PAIRS);
    await run();
    server.calls.length = 0;
    expect(await run({}, { ILLUMIO_ACTIVATION_CODE: "" })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("The agent runs already"),
    });
    expect(server.calls).toEqual([]);
  });

  test.each([
    ["venAgentMgr is not running"],
    ["illumio-ven is installed and not activated"],
    ["The service is running, the agent is unpaired"],
    [""],
  ])("pairs where the control tool says %j", async (status) => {
    serve(PAIRS);
    await mkdir(path.join(host.root, "opt/illumio_ven"), { recursive: true });
    const control = path.join(host.root, "opt/illumio_ven/illumio-ven-ctl");
    await writeFile(control, `#!/bin/sh\necho '${status}'\n`);
    await chmod(control, 0o755);
    expect((await run()).code).toBe(0);
    expect(server.calls).toHaveLength(1);
  });

  test("ends with a code of its own where the control tool does not come to an end", async () => {
    serve(PAIRS);
    await mkdir(path.join(host.root, "opt/illumio_ven"), { recursive: true });
    const control = path.join(host.root, "opt/illumio_ven/illumio-ven-ctl");
    await writeFile(control, "#!/bin/sh\necho 'venAgentMgr is running'\nsleep 20\n");
    await chmod(control, 0o755);
    const folder = await tools({ timeout: 'shift 3\nexec /usr/bin/timeout 0.2 "$@"' });
    expect(await run({}, before(folder))).toMatchObject({
      code: EXIT_CODES.noStatus,
      stderr: `'${control} status' did not come to its end within 60 seconds.\n`,
    });
    expect(server.calls).toEqual([]);
    await writeFile(control, "#!/bin/sh\necho 'venAgentMgr is running'\n");
    const old = await tools({ timeout: "echo 'usage: timeout [-t SECS] PROG' >&2\nexit 1" });
    expect((await run({}, before(old))).stdout).toContain("The agent runs already");
  });

  const elsewhere = () => ({
    status: 302,
    body: "",
    headers: { location: `https://127.0.0.1:${server.port}/elsewhere` },
  });

  test("says which answer it got instead of a script, and tries again only after one that passes", async () => {
    server.answers = [{ status: 404, body: "no such image" }];
    expect(await run()).toMatchObject({
      code: EXIT_CODES.refused,
      stderr: expect.stringMatching(/^https:\S+pair\.sh&profile_id=12 was answered with 404\.\n$/),
    });
    expect(server.calls).toHaveLength(1);
    server.answers = [elsewhere(), { status: 200, body: inRoot(PAIRS) }];
    expect((await run()).code).toBe(EXIT_CODES.refused);
    server.calls.length = 0;
    server.answers = [{ status: 503, body: "" }];
    expect(await run()).toMatchObject({
      code: EXIT_CODES.errorAnswer,
      stderr: expect.stringMatching(/ was answered with 503\.\n$/),
    });
    expect(server.calls).toHaveLength(4);
    server.answers = [
      { status: 503, body: "" },
      { status: 429, body: "" },
      { status: 200, body: inRoot(PAIRS) },
    ];
    expect((await run()).code).toBe(0);
  });

  test("ends with a code of its own where nobody answers", async () => {
    expect(await run({ pce: { host: "127.0.0.1", port: 1 } })).toMatchObject({
      code: EXIT_CODES.noAnswer,
      stderr: expect.stringContaining("cannot be downloaded from https://127.0.0.1:1/"),
    });
  });

  test("trusts a private authority only where it was given, and certificates of the machine besides it", async () => {
    serve(PAIRS);
    for (const caCertificate of [undefined, (await otherAuthority()).caCertificate])
      expect(await run({ caCertificate })).toMatchObject({
        code: EXIT_CODES.untrusted,
        stderr: expect.stringMatching(
          /^The pairing script cannot be .*&profile_id=12: curl: \(60\) SSL [^\n]+\n$/,
        ),
      });
    expect(server.calls).toEqual([]);
    await mkdir(path.join(host.root, "etc/ssl/certs"), { recursive: true });
    await writeFile(path.join(host.root, "etc/ssl/certs/ca-certificates.crt"), server.caCertificate);
    expect((await run({ caCertificate: (await otherAuthority()).caCertificate })).code).toBe(0);
  });

  const otherAuthority = async () => {
    const other = await startScriptServer();
    await other.close();
    return other;
  };

  test("runs nothing whose checksum is another one", async () => {
    serve(PAIRS);
    const digest = createHash("sha256").update(inRoot(PAIRS)).digest("hex");
    expect(await run({ checksum: "0".repeat(64) })).toMatchObject({
      code: EXIT_CODES.wrongChecksum,
      stderr: `The pairing script has the SHA-256 ${digest} instead of ${"0".repeat(64)}.\n`,
    });
    await expect(host.read("opt/illumio_ven_data/arguments")).rejects.toThrow("ENOENT");
    expect((await run({ checksum: digest.toUpperCase() })).code).toBe(0);
  });

  test.each([
    ["<!DOCTYPE html><title>Log in</title>", /is no script; it begins with '<!DOCTYPE html>/],
    ["  <html>", /is no script/],
    ["", /^An empty file came from https:/],
  ])("runs nothing that is no script: %j", async (body, said) => {
    server.answers = [{ status: 200, body }];
    expect(await run()).toMatchObject({ code: EXIT_CODES.noScript, stderr: expect.stringMatching(said) });
  });

  test("shows the end of the pairing script's output and log without the code when it fails", async () => {
    serve(`#!/bin/sh
mkdir -p /var/log
echo "activating with $4, again $4$4." > /var/log/illumio_install.log
echo "pair.sh: cannot activate with $4" >&2
exit 7
`);
    const { code, stdout, stderr } = await run();
    expect([code, stderr]).toEqual([EXIT_CODES.pairingFailed, "pair.sh ended with exit code 7.\n"]);
    expect(stdout).toContain("pair.sh: cannot activate with [activation code]\n");
    expect(stdout).toContain(
      "activating with [activation code], again [activation code][activation code].\n",
    );
    expect(await readdir(path.join(host.root, "opt/illumio_ven_data/tmp"))).toEqual([]);
  });

  test("shows nothing that an earlier pairing wrote into the log, whose code it does not know", async () => {
    const log = path.join(host.root, "var/log/illumio_install.log");
    await mkdir(path.dirname(log), { recursive: true });
    await writeFile(log, "activating with an-earlier-code\n");
    serve("#!/bin/sh\necho again >> /var/log/illumio_install.log\nexit 1\n");
    expect((await run()).stdout).toMatch(/^\nEnd of \S+illumio_install\.log:\nagain\n\nILO_RC=47 /);
    serve("#!/bin/sh\necho anew > /var/log/illumio_install.log\nexit 1\n");
    expect((await run()).stdout).toMatch(/illumio_install\.log:\nanew\n\nILO_RC=47 /);
  });

  test("keeps its output below what Azure gives back, with the end of a long log", async () => {
    serve(`#!/bin/sh
mkdir -p /var/log
i=0
while [ $i -lt 400 ]; do i=$((i + 1)); echo "line $i: a rather long line of a log, with words" ; done | tee /var/log/illumio_install.log
exit 1
`);
    const { stdout } = await run();
    expect(Buffer.byteLength(stdout)).toBeLessThan(4096);
    expect(stdout).toContain("line 400:");
  });

  test("goes through the proxy that was given, and no other", async () => {
    const proxy = await startConnectProxy();
    try {
      serve(PAIRS);
      expect((await run({ proxyUrl: proxy.url })).code).toBe(0);
      expect(proxy.reached).toEqual([`127.0.0.1:${server.port}`]);
    } finally {
      proxy.close();
    }
  });

  test("does not read settings of curl that could switch its checks off", async () => {
    await writeFile(path.join(host.root, ".curlrc"), "insecure\n");
    expect((await run({ caCertificate: undefined }, { HOME: host.root })).code).toBe(EXIT_CODES.untrusted);
  });

  test("ends with a code of its own without activation code, on another system and on a disk that takes nothing", async () => {
    expect(await run({}, { ILLUMIO_ACTIVATION_CODE: "" })).toMatchObject({
      code: EXIT_CODES.noActivationCode,
      stderr: "No activation code came in ILLUMIO_ACTIVATION_CODE.\n",
    });
    expect(await run({}, before(await tools({ uname: "echo FreeBSD" })))).toMatchObject({
      code: EXIT_CODES.unsupported,
      stderr: expect.stringContaining("This is FreeBSD"),
    });
    await mkdir(path.join(host.root, "opt"), { recursive: true });
    await writeFile(path.join(host.root, "opt/illumio_ven_data"), "");
    expect(await run()).toMatchObject({ code: EXIT_CODES.notWritable });
    expect(server.calls).toEqual([]);
  });

  test("the action form has the code as a parameter and everything in one stream", async () => {
    server.answers = [{ status: 404, body: "" }];
    const ran = await host.run(script({ form: "action" }), [CODE]);
    expect(ran).toMatchObject({ code: EXIT_CODES.refused, stderr: "" });
    expect(ran.stdout).toMatch(/was answered with 404\.\n\nILO_RC=44 nonce-0001\n$/);
    expect((await host.run(script(), [CODE])).code).toBe(EXIT_CODES.noActivationCode);
  });

  describe("with few tools", () => {
    const NEEDED = "cat chmod env mkdir rm sleep tail tr uname wc".split(" ");
    /** Only the tools that are named, where the script would find others in their usual places too. */
    const only = async (...names: string[]) => {
      const folder = path.join(host.root, "few");
      await mkdir(folder);
      for (const name of [...NEEDED, ...names])
        await symlink(path.join("/usr/bin", name), path.join(folder, name));
      return folder;
    };
    const without = (text: string) => text.replace(":/usr/sbin:/usr/bin:/sbin:/bin", "");

    test("takes wget where there is no curl, and trusts no more with it", async () => {
      serve(PAIRS);
      const PATH = await only("wget");
      expect((await run({}, { PATH }, without(script({ caCertificate: undefined })))).code).toBe(
        EXIT_CODES.untrusted,
      );
      await writeFile(path.join(host.root, ".wgetrc"), "check_certificate = off\n");
      const careless = { PATH, HOME: host.root };
      expect((await run({}, careless, without(script({ caCertificate: undefined })))).code).toBe(
        EXIT_CODES.untrusted,
      );
      server.answers = [{ status: 404, body: "" }];
      expect((await run({}, { PATH }, without(script()))).code).toBe(EXIT_CODES.refused);
      server.answers = [elsewhere(), { status: 200, body: inRoot(PAIRS) }];
      expect((await run({}, { PATH }, without(script()))).code).toBe(EXIT_CODES.refused);
      serve(PAIRS);
      const proxy = await startConnectProxy();
      expect((await run({}, { PATH }, without(script({ proxyUrl: proxy.url })))).code).toBe(0);
      proxy.close();
      expect(proxy.reached).toEqual([`127.0.0.1:${server.port}`]);
    });

    test("says with wget, too, which answer it got and why there is none, and tries again as with curl", async () => {
      const PATH = await only("wget");
      const ran = (values: Partial<VenScriptValues> = {}, environment = {}) =>
        run({}, { PATH, ...environment }, without(script(values)));
      for (const [status, code, calls] of [
        [503, EXIT_CODES.errorAnswer, 4],
        [429, EXIT_CODES.errorAnswer, 4],
        [401, EXIT_CODES.refused, 1],
        [404, EXIT_CODES.refused, 1],
      ] as const) {
        server.calls.length = 0;
        server.answers = [{ status, body: "" }];
        expect(await ran({}, { LANG: "de_DE.UTF-8" })).toMatchObject({
          code,
          stderr: expect.stringMatching(`&profile_id=12 was answered with ${status}\\.\\n$`),
        });
        expect(server.calls).toHaveLength(calls);
      }
      server.answers = [
        { status: 502, body: "" },
        { status: 200, body: inRoot(PAIRS) },
      ];
      expect((await ran()).code).toBe(0);
      await rm(path.join(host.root, "opt/illumio_ven"), { recursive: true });
      expect(await ran({ pce: { host: "127.0.0.1", port: 1 } })).toMatchObject({
        code: EXIT_CODES.noAnswer,
        stderr: expect.stringMatching(/&profile_id=12: .*Connection refused\.\n$/),
      });
      expect(await ran({ caCertificate: undefined })).toMatchObject({
        code: EXIT_CODES.untrusted,
        stderr: expect.stringMatching(/&profile_id=12: ERROR: .*certificate[^\n]+\n$/),
      });
      const proxy = await startConnectProxy();
      proxy.refuse();
      const refused = await ran({ proxyUrl: proxy.url });
      proxy.close();
      expect(refused).toMatchObject({
        code: EXIT_CODES.noAnswer,
        stderr: expect.stringMatching(/&profile_id=12: Proxy tunneling failed: Forbidden/),
      });
    });

    test("ends with the same code where wget or curl do not know its options", async () => {
      const folder = await tools({ wget: "echo 'wget: unrecognized option' >&2\nexit 1" });
      const PATH = `${folder}:${await only()}`;
      const { code, stderr } = await run({}, { PATH }, without(script()));
      expect([code, stderr]).toEqual([
        EXIT_CODES.noDownloader,
        "The machine has neither curl nor GNU wget.\n",
      ]);
      await tools({ curl: "echo 'curl: option --proto: is unknown' >&2\nexit 2" });
      expect(await run({}, { PATH }, without(script()))).toMatchObject({
        code: EXIT_CODES.noDownloader,
        stderr: expect.stringContaining("option --proto: is unknown"),
      });
    });

    test("ends with a code of its own without either, and without anything that computes a checksum", async () => {
      const PATH = await only();
      expect((await run({}, { PATH }, without(script()))).code).toBe(EXIT_CODES.noDownloader);
      serve(PAIRS);
      await symlink("/usr/bin/curl", path.join(PATH, "curl"));
      expect(await run({}, { PATH }, without(script({ checksum: "0".repeat(64) })))).toMatchObject({
        code: EXIT_CODES.wrongChecksum,
        stderr: expect.stringContaining("cannot be computed"),
      });
    });
  });
});
