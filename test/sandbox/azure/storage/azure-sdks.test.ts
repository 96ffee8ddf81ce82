import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import {
  type IdentityEndpoint,
  startIdentityEndpoint,
} from "../../../../sandbox/azure/identity/identity-endpoint";
import { KeyVaults } from "../../../../sandbox/azure/key-vault/key-vaults";
import { describeNeeding } from "../../../support/needs";
import { pythonWith } from "../../../support/python";
import { managedIdentity } from "../support/managed-identity";
import { clientsWith, codeOf, type StorageScene, storageScene } from "../support/storage-scene";
import { addIdentity, addSite, GROUP, ROLES } from "../support/test-cloud";

const run = promisify(execFile);
const SUBNET = `${GROUP}/providers/Microsoft.Network/virtualNetworks/shop/subnets/functions`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/illumio`;
const BLOB = "y=2026/m=11/d=23/h=07/m=00/macAddress=0022480A0B0C/PT1H.json";

let scene: StorageScene;
let vaults: KeyVaults;
let identity: IdentityEndpoint;
let drain: Awaited<ReturnType<typeof addIdentity>>;
/** Two function apps with the same identity, one of them in the subnet that the accounts let in. */
let inside: string;
let outside: string;
beforeAll(async () => {
  scene = await storageScene();
  const { cloud, storage } = scene;
  vaults = new KeyVaults(cloud);
  identity = await startIdentityEndpoint(cloud);
  drain = await addIdentity(cloud, "drain");
  inside = await addSite(cloud, "inside", [drain.id], { virtualNetworkSubnetId: SUBNET });
  outside = await addSite(cloud, "outside", [drain.id]);
  const networkAcls = {
    defaultAction: "Deny",
    bypass: "AzureServices",
    virtualNetworkRules: [{ id: SUBNET }],
  };
  const logs = await scene.account("logs", { networkAcls });
  const host = await scene.account("host", { networkAcls, allowSharedKeyAccess: false });
  await scene.assign(drain.principalId, ROLES.blobReader, logs);
  for (const role of [ROLES.blobOwner, ROLES.queueContributor, ROLES.tableContributor]) {
    await scene.assign(drain.principalId, role, host);
  }
  await cloud.resources.put(`${host}/blobServices/default/containers/locks`, {});
  await cloud.resources.put(`${host}/queueServices/default/queues/rejected`, {});
  await cloud.resources.put(`${host}/tableServices/default/tables/checkpoints`, {});
  const writer = storage.forTrustedService("logs");
  await writer.createContainer("flows");
  const ids = ["a", "b"].map((name) => Buffer.from(name).toString("base64"));
  await writer.stageBlock("flows", BLOB, ids[0]!, "first,");
  await writer.stageBlock("flows", BLOB, ids[1]!, "second");
  await writer.commitBlocks("flows", BLOB, ids);
  const vaultUri = await vaults.open("illumio");
  await cloud.resources.put(VAULT, { properties: { enableRbacAuthorization: true, networkAcls, vaultUri } });
  const secrets = await vaults.secretsOf("illumio");
  secrets.set("illumio-pce", "key");
  secrets.set("other", "x");
  await scene.assign(drain.principalId, ROLES.secretsUser, `${VAULT}/secrets/illumio-pce`);
});
afterAll(async () => {
  await identity.close();
  await vaults.close();
  await scene.storage.close();
});

test("the SDK for JavaScript reads with the managed identity of an app in the network, and not from outside of it", async () => {
  const read = async (site: string) => {
    const credential = await managedIdentity(identity, site, drain.clientId);
    const { blobs } = clientsWith(scene.cloud, scene.storage, "logs", credential);
    const blob = blobs.getContainerClient("flows").getBlockBlobClient(BLOB);
    return [
      await codeOf(blob.getBlockList("committed")),
      await codeOf(blob.downloadToBuffer(6, 6)),
      await codeOf(blob.upload("x", 1)),
    ];
  };
  expect(await read(inside)).toEqual(["fine", "fine", "AuthorizationPermissionMismatch"]);
  expect(await read(outside)).toEqual(Array(3).fill("AuthorizationFailure"));
});

describeNeeding("the Azure SDK from PyPI", "the SDK for Python, with TLS verification on", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), "azure-sdk-"));
    writeFileSync(path.join(directory, "ca.pem"), scene.cloud.authority.certificate);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  async function seenFrom(site: string): Promise<Record<string, unknown>> {
    const settings = {
      clientId: drain.clientId,
      caFile: path.join(directory, "ca.pem"),
      logs: scene.storage.endpointsOf("logs"),
      host: scene.storage.endpointsOf("host"),
      vault: await vaults.loopbackUriOf("illumio"),
      blob: BLOB,
    };
    const script = path.join(__dirname, "azure_sdk_acceptance.py");
    const { stdout } = await run(pythonWith("the Azure SDK")!, [script, JSON.stringify(settings)], {
      env: {
        PATH: process.env["PATH"],
        IDENTITY_ENDPOINT: identity.url,
        IDENTITY_HEADER: identity.headerOf(site),
      },
    });
    return JSON.parse(stdout);
  }

  test("an app in the network does what its roles allow", async () => {
    expect(await seenFrom(inside)).toEqual({
      list: [BLOB],
      blocks: [6, 6],
      etag: "read",
      range: "second",
      other_etag: "ConditionNotMet",
      append: "AuthorizationPermissionMismatch",
      delete: "AuthorizationPermissionMismatch",
      put: "put",
      lease: "held",
      second_lease: "LeaseAlreadyPresent",
      release: "released",
      stage: "staged",
      commit: "committed",
      send: "line",
      receive: ["line"],
      create: "created",
      create_again: "EntityAlreadyExists",
      swap: "swapped",
      swap_again: "UpdateConditionNotSatisfied",
      query: ["b"],
      secret: "key",
      other_secret: "Forbidden",
    });
  }, 300_000);

  test("the same identity is refused by every service in an app outside of the network", async () => {
    const { release, ...seen } = await seenFrom(outside);
    const { secret, other_secret, ...storage } = seen;
    expect([release, secret, other_secret]).toEqual(["none", "Forbidden", "Forbidden"]);
    expect(new Set(Object.values(storage))).toEqual(new Set(["AuthorizationFailure"]));
  }, 300_000);
});
