import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";
import type {
  SqlFirewallLog,
  SqlSyncLog,
  SqlSyncLogLine,
} from "../../../../core/contracts/azure/sql-sync-log";
import { sqlSyncFunction } from "../../../../functions/azure/sql-sync/sync";
import { type PceSimulator, startPceSimulator } from "../../../../sandbox/pce";
import { CertificateAuthority } from "../../../../sandbox/tls/certificate-authority";
import { firewall } from "../../../core/sql-firewall/worlds";
import { callsTo } from "../../../sandbox/pce/pce-call";
import { AZURITE_ACCOUNT, type Azurite, azuriteCredential, startAzurite } from "../../../support/azurite";
import { PolicyAuthor } from "../../../support/pce-policy";
import { secretOf } from "../../support/pipeline";

jest.setTimeout(60_000);

/** Takes calls and never answers. */
class SilentHost {
  asked = 0;
  private constructor(
    private readonly server: Server,
    readonly caCertificate: string,
  ) {
    server.on("request", () => {
      this.asked++;
    });
  }

  static async open(): Promise<SilentHost> {
    const authority = new CertificateAuthority();
    const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
    const host = new SilentHost(createServer({ cert: certificate, key: privateKey }), authority.certificate);
    await new Promise<void>((resolve) => host.server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const trusted = tls.getCACertificates("default");
let azurite: Azurite;
let pce: PceSimulator;
let silent: SilentHost;
beforeAll(async () => {
  azurite = await startAzurite();
  const sharedKey = new StorageSharedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
  const blobs = new BlobServiceClient(azurite.innerBlobUrl, sharedKey);
  await blobs.getContainerClient(HOST_ACCOUNT.lockContainer).create();
  pce = await startPceSimulator({ seed: 1 });
  const { call, close } = callsTo(pce);
  const author = new PolicyAuthor(call);
  const labels = [await author.label("role", "db")];
  await author.workload("orders-db", "10.0.0.5", labels);
  await close();
});
afterAll(async () => {
  await pce.close();
  await azurite.close();
});
beforeEach(async () => {
  silent = await SilentHost.open();
  tls.setDefaultCACertificates([...trusted, azurite.authority.certificate, silent.caCertificate]);
});
afterEach(() => silent.close());

const SECONDS = 5;

/** One run of the function with the shortest timeout that tells. */
async function run(policyOf: { readonly port: number; readonly caCertificate: string }) {
  const { apiKeyUsername, apiKeySecret } = pce;
  const { port, caCertificate } = policyOf;
  const lines: SqlSyncLogLine[] = [];
  const settings = {
    pce: { host: pce.host, port, orgId: pce.orgId },
    hostBlobUrl: azurite.blobUrl,
    bundleDigest: undefined,
    firewalls: [firewall({ provider: { labels: { role: { anyOf: ["db"] } } } })],
  };
  const sync = sqlSyncFunction(settings as never, {
    credential: azuriteCredential,
    cloud: async () => {
      const resourceManager = `https://127.0.0.1:${silent.port}`;
      return { resourceManager, audience: resourceManager, authority: resourceManager, isCustom: false };
    },
    secret: {
      name: "the test's secret",
      read: async () => secretOf({ apiKeyUsername, apiKeySecret, caCertificate }),
      forget: () => undefined,
    },
    write: (line) => void lines.push(line),
    timeoutInSeconds: SECONDS,
  });
  const begun = performance.now();
  const failure: unknown = await sync({ functionName: "sql-sync", invocationId: "1" }).catch(
    (error) => error,
  );
  const of = (event: string) => lines.filter((line) => line.event === event);
  return {
    seconds: (performance.now() - begun) / 1_000,
    failure: String(failure),
    firewall: of("sql-firewall")[0] as SqlFirewallLog | undefined,
    run: of("sql-synced")[0] as SqlSyncLog,
  };
}

test("a PCE that never answers ends the run in time, with a line that says so", async () => {
  const { seconds, failure, firewall: line, run: all } = await run(silent);
  expect(seconds).toBeLessThan(SECONDS);
  expect(silent.asked).toBeGreaterThan(0);
  expect(line).toBeUndefined();
  expect(all).toMatchObject({ level: "ERROR", firewalls: 1, failed: 1, written: 0 });
  expect(all.error).toMatch(
    /^the PCE at 127\.0\.0\.1:\d+ did not answer within 2 s, .* Nothing was opened or closed, and the next run tries again$/,
  );
  expect(failure).toContain("did not answer within 2 s");
});

test("an Azure that never answers ends the run in time, with a line of each firewall that says so", async () => {
  const { seconds, failure, firewall: line, run: all } = await run(pce);
  expect(seconds).toBeLessThan(SECONDS);
  expect(silent.asked).toBeGreaterThan(0);
  expect(line).toMatchObject({ level: "ERROR", outcome: "failed", added: 0, removed: 0 });
  expect(line!.problems).toEqual([
    expect.stringMatching(/^the time of this run is used up: GET \/subscriptions\/\S+: stopped by/),
  ]);
  expect(all).toMatchObject({ level: "ERROR", firewalls: 1, failed: 1 });
  expect(all.error).toBeUndefined();
  expect(failure).toContain("the time of this run is used up");
});

test("after a run without an answer the lock is free", async () => {
  await run(silent);
  expect((await run(silent)).run).toMatchObject({ failed: 1 });
});
