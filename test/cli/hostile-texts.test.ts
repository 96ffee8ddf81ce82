import { writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { closeAll, scriptedPce } from "../clients/pce/fixtures";
import { DagSyncScene, type Ended, until } from "./dag-sync/dag-sync-scene";
import { type OddFirewall, oddFirewall } from "./dag-sync/defects/odd-firewall";

jest.setTimeout(300_000);

/** Begins a line of a plan, ends the line above in every way, speaks to the terminal and turns text around. */
const FORGED = "  - 10.66.66.66  domain-controller";
const HOSTILE = `evil\n${FORGED}\r\n${FORGED}\u0085${FORGED}\u2028${FORGED}\u001b[2K\u009b2K\u007f\u202e\u2066\u200b\u061c`;
/** The same as far as XML may hold it. */
const HOSTILE_XML = `evil&#10;${FORGED}&#13;&#x85;\u2028${FORGED}\u009b2K\u007f\u202e\u2066\u200b`;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

let scene: DagSyncScene;
let odd: OddFirewall | undefined;
beforeEach(async () => {
  scene = await DagSyncScene.open();
});
afterEach(async () => {
  await odd?.close();
  odd = undefined;
  await scene.close();
  await closeAll();
});

/** Nothing of what was printed is a line of somebody else, and nothing speaks to the terminal. */
function expectOwnLines({ out, err }: Pick<Ended, "out" | "err">): void {
  for (const line of `${out}\n${err}`.split("\n")) {
    expect(line).not.toMatch(UNSEEN);
    expect(line.startsWith(FORGED)).toBe(false);
  }
}

async function hostilePce(message: string): Promise<void> {
  const body = JSON.stringify([{ token: message, message }]);
  const { connection } = await scriptedPce([
    (_request, response) =>
      response.writeHead(406, { "content-type": "application/json", "x-request-id": "a\u009b1" }).end(body),
  ]);
  const file = path.join(scene.folder, "scripted-ca.pem");
  writeFileSync(file, connection.caCertificate!);
  scene.variables["ILLUMIO_PCE_PORT"] = String(connection.port);
  scene.variables["ILLUMIO_CA_FILE"] = file;
}

test("names of workloads cannot add lines to the output of a plan, JSON, a run or a watch", async () => {
  await scene.workload(HOSTILE, "10.0.0.1");
  await scene.run("claim");
  const plan = await scene.run("--plan");
  expectOwnLines(plan);
  expect(plan.out).toContain("  + 10.0.0.1  evil\\u000a  - 10.66.66.66  domain-controller\\u000d\\u000a");
  expect(plan.out.split("\n")).toHaveLength(3);

  const json = await scene.run("--plan", "--json");
  expectOwnLines(json);
  expect(JSON.parse(json.out)[0].register[0].workloads).toEqual([HOSTILE]);
  expectOwnLines(await scene.run("--apply"));

  const watching = scene.watchInProcess("--interval", "3600", "--poll", "1", "--json");
  await watching.said("watching");
  expectOwnLines(await watching.stop());
});

test("unknown labels and label groups of a binding cannot add lines to the output", async () => {
  const quoted = JSON.stringify(HOSTILE);
  scene.declare(
    `web: { labels: { role: { anyOf: [${quoted}] }, ${quoted}: { groups: [${quoted}] } }, target: { firewall: edge } }`,
  );
  const { code, err } = await scene.run("--plan");
  expect(code).toBe(1);
  expect(err).toContain("\\u001b");
  expectOwnLines({ out: "", err });
});

test("tags and addresses of the firewall cannot add lines to the output", async () => {
  odd = await oddFirewall(scene);
  odd.answers.set(
    "<registered-ip>",
    `<response status="success"><result><entry ip="${HOSTILE_XML}"><tag><member>illumio-iac.web</member>` +
      `<member>illumio-iac.web.rev.${HOSTILE_XML}</member></tag></entry><count>1</count></result></response>`,
  );
  for (const args of [["--plan"], ["--apply"], ["claim"], ["claim", "--replace"], ["--plan", "--json"]])
    expectOwnLines(await scene.run(...args));
});

test.each(["<registered-ip>", "<show><system>", "<show><high-availability>", "<uid-message>", "<commit>"])(
  "the firewall's words cannot add lines to the output when it refuses %s",
  async (call) => {
    await scene.workload("web01", "10.0.0.1");
    if (call === "<uid-message>") await scene.run("claim");
    odd = await oddFirewall(scene);
    odd.answers.set(
      call,
      `<response status="error"><msg><line>no: ${HOSTILE_XML}</line></msg><result><msg>${HOSTILE_XML}</msg></result></response>`,
    );
    scene.variables["ILLUMIO_FIREWALL_EDGE_ADMIN"] = "svc";
    const ended =
      call === "<commit>" ? await scene.call(["commit", "--firewall", "edge"]) : await scene.run("--apply");
    expect(ended.code).toBe(1);
    expect(ended.err).toContain("\\u202e");
    expectOwnLines(ended);
  },
);

test("refused entries and failed jobs of devices cannot add lines to the output", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.run("claim");
  odd = await oddFirewall(scene);
  odd.answers.set(
    "<uid-message>",
    `<response status="error"><msg><line><uid-response><payload><register><entry ip="10.0.0.1" message="${HOSTILE_XML}"/>` +
      "</register></payload></uid-response></line></msg></response>",
  );
  const applied = await scene.run("--apply");
  expect([applied.code, applied.err]).toEqual([1, expect.stringContaining("\\u202e")]);
  expectOwnLines(applied);

  odd.answers.set("<commit>", '<response status="success"><result><job>7</job></result></response>');
  odd.answers.set(
    "<jobs>",
    `<response status="success"><result><job><status>FIN</status><result>FAIL</result><details><line>${HOSTILE_XML}</line></details>` +
      `<devices><entry><serial-no>${HOSTILE_XML}</serial-no><result>FAIL</result></entry></devices></job></result></response>`,
  );
  scene.variables["ILLUMIO_FIREWALL_EDGE_ADMIN"] = HOSTILE;
  const committed = await scene.call(["commit", "--firewall", "edge"]);
  expect([committed.code, committed.err]).toEqual([1, expect.stringContaining("\\u202e")]);
  expectOwnLines(committed);
});

test("the PCE's words cannot add lines to the output when it refuses", async () => {
  await hostilePce(HOSTILE);
  const plan = await scene.run("--plan");
  expect([plan.code, plan.err]).toEqual([1, expect.stringContaining("\\u001b")]);
  expectOwnLines(plan);

  const watching = scene.watchInProcess("--interval", "3600", "--poll", "1");
  await until(() => watching.err.includes("error: "));
  expectOwnLines(await watching.stop());

  const log = path.join(scene.folder, "flows.log");
  writeFileSync(
    log,
    `version srcaddr dstaddr srcport dstport protocol tcp-flags action\n5 10.0.0.1 10.0.0.2 40000 443 6 2 ACCEPT\n5 ${HOSTILE}\n`,
  );
  const { out, err } = await scene.command("flows", ["--upload", log]);
  const printed = out + err;
  expect(printed).toContain("PCE answered 406");
  expectOwnLines({ out: printed, err: "" });
});

test("an export of hostile names is read back unchanged", async () => {
  const definition = {
    name: "web",
    owner: HOSTILE,
    revision: "0".repeat(16),
    tag: "illumio-iac.web",
    labels: { role: { anyOf: [HOSTILE] } },
    revisionAddress: "127.0.0.1",
    target: { firewall: HOSTILE },
  };
  const { code, out, err } = await scene.call(["export"], JSON.stringify({ web: definition }));
  expect([code, err]).toEqual([0, ""]);
  expectOwnLines({ out, err });
  const { name: _, ...written } = definition;
  expect(parse(out)).toEqual({ bindings: { web: written } });
});
