import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { connect } from "node:tls";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Agent, request } from "undici";
import { CheckPointClient, checkPointConnectionFromEnvironment } from "../../clients/check-point";
import { PanosClient, panosConnection } from "../../clients/panos";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { ServiceNowClient, serviceNowConnectionFromEnvironment } from "../../clients/service-now";
import { connectToSql } from "../../sandbox/azure/sql/sql-client";
import type { SandboxConnections } from "../../sandbox/sandbox";

const bin = path.resolve(__dirname, "../../bin/illumio-iac.js");

async function start(...args: string[]): Promise<{ child: ChildProcess; line: string; lines: string[] }> {
  const child = spawn(process.execPath, [bin, "sandbox", "--json", "--hours", "0", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout! });
  reader.on("line", (line) => lines.push(line));
  const [line] = (await once(reader, "line")) as [string];
  return { child, line, lines };
}

async function stop(child: ChildProcess): Promise<number | null> {
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const [code] = (await closed) as [number | null];
  return code;
}

test("the sandbox prints one line with every address and credential, serves every system, and stops at a signal", async () => {
  const { child, line, lines } = await start("--seed", "3");
  try {
    const { pce, aws, azure, azureSql, panos, panorama, checkPoint, serviceNow } = JSON.parse(
      line,
    ) as SandboxConnections;
    const client = new PceClient(
      pceConnectionFromEnvironment({
        ILLUMIO_PCE_HOST: pce.host,
        ILLUMIO_PCE_PORT: String(pce.port),
        ILLUMIO_PCE_ORG_ID: String(pce.orgId),
        ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
        ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
        ILLUMIO_CA_FILE: pce.caFile,
      }),
    );
    await client.createLabel({ key: "role", value: "web" });
    expect(await client.findLabel("role", "web")).toMatchObject({ key: "role", value: "web" });
    await client.close();

    const secrets = new SecretsManagerClient({
      endpoint: aws.endpoint,
      region: aws.region,
      credentials: { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey },
    });
    const secret = await secrets.send(new GetSecretValueCommand({ SecretId: aws.pceSecretArn }));
    const ofFirewalls = await secrets.send(new GetSecretValueCommand({ SecretId: aws.firewallSecretArn }));
    secrets.destroy();
    expect(JSON.parse(ofFirewalls.SecretString ?? "")).toMatchObject({
      hosts: panos.hosts,
      apiKey: panos.apiKey,
      admin: "admin",
    });
    expect(aws.subnetIds.length).toBeGreaterThan(1);
    for (const id of aws.subnetIds) expect(id).toMatch(/^subnet-[0-9a-f]{17}$/);
    expect(JSON.parse(secret.SecretString ?? "")).toMatchObject({
      apiKeyUsername: pce.apiKeyUsername,
      apiKeySecret: pce.apiKeySecret,
    });
    const identity = await fetch(
      `${azure.identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com/`,
      { headers: { "x-identity-header": azure.identityHeader } },
    );
    const { access_token: token } = (await identity.json()) as { access_token: string };
    const dispatcher = new Agent({ connect: { ca: readFileSync(azure.caFile, "utf8") } });
    for (const id of [azure.virtualNetworkId, azure.functionSubnetId, azure.endpointSubnetId]) {
      const found = await request(`${azure.armEndpoint}${id}?api-version=2024-05-01`, {
        dispatcher,
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await found.body.json()).toMatchObject({ id });
    }
    const graph = await request(
      `${azure.armEndpoint}/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01`,
      {
        method: "POST",
        dispatcher,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({
          subscriptions: [azure.subscriptionId],
          query: "resources | where type =~ 'microsoft.network/virtualnetworks' | count",
          options: { resultFormat: "objectArray" },
        }),
      },
    );
    expect(await graph.body.json()).toMatchObject({ data: [{ Count: 2 }] });
    await dispatcher.close();
    const [office] = azureSql.standIns;
    expect(office).toMatchObject({ loopback: "127.192.2.0/24", publicRange: "192.0.2.0/24" });
    const { text } = await connectToSql(azureSql, "127.192.2.7", "nobody");
    expect(text).toMatch(/^Error 40532: Cannot open server 'nobody'/);
    const models: string[] = [];
    for (const { host, port, apiKey, caFile } of [panos, panorama]) {
      const firewall = new PanosClient(panosConnection({ hosts: `${host}:${port}`, apiKey, caFile }));
      models.push((await firewall.systemInfo()).model);
      await firewall.close();
    }
    expect(models).toEqual(["PA-3440", "Panorama"]);
    const management = new Agent({ connect: { ca: readFileSync(checkPoint.caFile, "utf8") } });
    for (const credentials of [
      { user: checkPoint.username, password: checkPoint.password },
      { "api-key": checkPoint.apiKey },
    ]) {
      for (const base of [checkPoint.url, `${checkPoint.url}/${checkPoint.cloudManagementUid}`]) {
        const login = await request(`${base}/web_api/login`, {
          method: "POST",
          dispatcher: management,
          body: JSON.stringify(credentials),
        });
        expect(await login.body.json()).toMatchObject({ "api-server-version": "1.9" });
      }
    }
    await management.close();
    const ca = readFileSync(checkPoint.caFile, "utf8");
    const peer = connect({ host: checkPoint.host, port: checkPoint.port, ca });
    await once(peer, "secureConnect");
    const { fingerprint256 } = peer.getPeerCertificate();
    peer.destroy();
    expect(fingerprint256.replaceAll(":", "").toLowerCase()).toBe(checkPoint.certificateSha256);
    expect(aws.vpcId).toMatch(/^vpc-[0-9a-f]{17}$/);

    const instance = new Agent({ connect: { ca: readFileSync(serviceNow.caFile, "utf8") } });
    const login = Buffer.from(`${serviceNow.username}:${serviceNow.password}`).toString("base64");
    const columns = await request(
      `${serviceNow.url}/api/now/table/sys_dictionary?sysparm_query=elementSTARTSWITHu_`,
      { dispatcher: instance, headers: { authorization: `Basic ${login}` } },
    );
    const { result } = (await columns.body.json()) as { result: { element: string }[] };
    expect(result.map(({ element }) => element)).toContain("u_commissioned");
    const grant = { grant_type: "password", username: serviceNow.username, password: serviceNow.password };
    const { clientId, clientSecret } = serviceNow;
    const oauth = await request(`${serviceNow.url}/oauth_token.do`, {
      method: "POST",
      dispatcher: instance,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret }).toString(),
    });
    expect(await oauth.body.json()).toMatchObject({ token_type: "Bearer" });
    await instance.close();

    expect(await stop(child)).toBe(0);
    expect(lines).toHaveLength(1);
    expect([pce, azure, checkPoint].map(({ caFile }) => existsSync(caFile))).toEqual([false, false, false]);
  } finally {
    child.kill("SIGKILL");
  }
});

test("the sandbox prints for a shell what programs and the onboarding read, with the plugins of its clouds first on PATH, and the machines that it placed", async () => {
  const child = spawn(process.execPath, [bin, "sandbox", "--hours", "0", "--machines", "5"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let text = "";
    for await (const data of child.stdout) {
      text += data;
      if (text.includes("Stop with Ctrl-C.")) break;
    }
    expect(text).toMatch(/^Check Point .* administrator admin, password \S+, API key \S+ /m);
    expect(text).toMatch(
      /^Onboarding {2}virtual machines web-1, db-1, win-1, arm-1, off-1 in the group shop/m,
    );
    const exports = text.match(/^export .*$/gm)!.join("\n");
    const shell = `${exports}\nfor cloud in aws azure-native; do command -v pulumi-resource-$cloud; done; env`;
    const { stdout } = spawnSync("bash", ["-c", shell], { encoding: "utf8", env: { PATH: "/usr/bin:/bin" } });
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      expect.stringMatching(/\/cloud-plugins\/aws\/bin\/pulumi-resource-aws$/),
      expect.stringMatching(/\/cloud-plugins\/azure\/bin\/pulumi-resource-azure-native$/),
    ]);
    const environment = Object.fromEntries(stdout.split("\n").map((line) => line.split(/=(.*)/, 2)));
    expect(environment).toMatchObject({
      ARM_USE_MSI: "true",
      PATH: expect.stringMatching(/:\/usr\/bin:\/bin$/),
    });
    const checkPoint = new CheckPointClient(checkPointConnectionFromEnvironment(environment));
    const session = await checkPoint.login({ name: "test" });
    await session.logout();
    await checkPoint.close();
    const serviceNow = new ServiceNowClient(serviceNowConnectionFromEnvironment(environment));
    const query = { conditions: [{ column: "name", is: "web-1" }], columns: ["name"] };
    expect(await serviceNow.list("cmdb_ci_server", query)).toEqual([]);
    await serviceNow.close();
  } finally {
    await stop(child);
  }
});

test("the sandbox has the PCE port that is asked for, and the same network with the same seed", async () => {
  const first = await start("--seed", "5");
  const { pce, aws } = JSON.parse(first.line) as SandboxConnections;
  await stop(first.child);
  const second = await start("--seed", "5", "--port", String(pce.port));
  const again = JSON.parse(second.line) as SandboxConnections;
  await stop(second.child);
  expect([again.pce.port, again.aws.vpcId]).toEqual([pce.port, aws.vpcId]);
});

test.each([
  ["10000", 100, 11_000],
  ["1", 0, 1.5],
])(
  "the sandbox with --speed %s has an account clock that runs that much faster",
  async (speed, least, most) => {
    const { child, line } = await start("--speed", speed);
    try {
      const { aws } = JSON.parse(line) as SandboxConnections;
      const now = async (): Promise<number> =>
        ((await (await fetch(`${aws.endpoint}/_sandbox/clock`)).json()) as { now: number }).now;
      const began = performance.now();
      const first = await now();
      let gained = 0;
      while (gained < 100 * Number(speed)) gained = (await now()) - first;
      const ratio = gained / (performance.now() - began);
      expect(ratio).toBeGreaterThan(least);
      expect(ratio).toBeLessThan(most);
    } finally {
      await stop(child);
    }
  },
);

test.each([
  [["--speed", "0"], "above 0"],
  [["--port", "x"], "whole number"],
  [["--port", "70000"], "from 0 to 65535"],
  [["--faults", "429=maybe"], "429"],
  [["--color"], "unknown option"],
])("the sandbox refuses the options %j", (args, reason) => {
  const { status, stderr } = spawnSync(process.execPath, [bin, "sandbox", ...args], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toContain(reason);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("the sandbox fails and says what to do when its port is taken", async () => {
  const { child, line } = await start();
  try {
    const { pce } = JSON.parse(line) as SandboxConnections;
    const second = spawnSync(process.execPath, [bin, "sandbox", "--port", String(pce.port)], {
      encoding: "utf8",
    });
    expect([second.status, second.stderr]).toEqual([
      1,
      `error: --port: ${pce.port} is taken; name another one, or 0 for any free one\n`,
    ]);
  } finally {
    await stop(child);
  }
});

test("the command says that Node.js is too old when it is", () => {
  const old = `Object.defineProperty(process.versions, "node", { value: "20.11.0" }); require(${JSON.stringify(bin)})`;
  const { status, stderr } = spawnSync(process.execPath, ["-e", old], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/needs Node 22 or newer.*Install a newer Node/);
});
