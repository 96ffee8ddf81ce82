import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { strToU8, zipSync } from "fflate";
import { FunctionApps } from "../../../../sandbox/azure/functions/function-apps";
import { type ScmSites, startScmSites } from "../../../../sandbox/azure/functions/scm-site";
import {
  type IdentityEndpoint,
  startIdentityEndpoint,
} from "../../../../sandbox/azure/identity/identity-endpoint";
import { type StorageScene, storageScene } from "./storage-scene";
import { addIdentity, addSite, GROUP, ROLES } from "./test-cloud";

const COMPONENT = `${GROUP}/providers/Microsoft.Insights/components/insights`;

/** A function app with identity, host account and Application Insights, to which code can be published. */
export interface AppScene extends StorageScene {
  readonly apps: FunctionApps;
  readonly scm: ScmSites;
  readonly siteId: string;
  /** Address of the deployment site of the app, and the certificate of its authority. */
  readonly scmSite: string;
  readonly caCertificate: string;
  /** Token of the deployer for the deployment site. */
  deployerToken(): string;
  /** What the process of the deployer needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** The package that lies in the deployment container. */
  released(): Promise<Buffer | undefined>;
  /** Takes a role assignment away while work is under way. */
  without<T>(roleAssignment: string, work: () => Promise<T>): Promise<T>;
  readonly identity: { readonly principalId: string; readonly clientId: string };
  readonly roleAssignments: { readonly host: string; readonly metrics: string };
  /** Calls the deployment site of the app as the deployer. */
  scmCall(
    method: string,
    path: string,
    body?: Uint8Array,
    authorization?: string,
  ): Promise<{ status: number; body: unknown }>;
  /** Publishes a package and returns the deployment when it has ended. */
  publish(zip: Uint8Array): Promise<{ status: number; status_text: string }>;
  messages(): string[];
  close(): Promise<void>;
}

export async function appScene(startTime = Date.UTC(2026, 10, 23, 7, 0, 30)): Promise<AppScene> {
  const scene = await storageScene(startTime);
  const { cloud, storage } = scene;
  const directory = mkdtempSync(path.join(tmpdir(), "azure-apps-"));
  const caFile = path.join(directory, "ca.pem");
  writeFileSync(caFile, cloud.authority.certificate);
  const endpoint: IdentityEndpoint = await startIdentityEndpoint(cloud);
  const needs = { ...cloud, storage, identity: endpoint, caFile };
  const apps = await FunctionApps.start(needs, directory);
  const scm = await startScmSites(needs, apps);
  const account = await scene.account("host");
  await cloud.resources.put(COMPONENT, {
    properties: { InstrumentationKey: "key-1", DisableLocalAuth: true },
  });
  const identity = await addIdentity(cloud, "reader");
  const host = await scene.assign(identity.principalId, ROLES.blobOwner, account);
  const metrics = await scene.assign(identity.principalId, "3913510d-42f4-4e42-8a64-420c390055eb", COMPONENT);
  const blob = storage.endpointsOf("host").blob;
  const siteId = await addSite(cloud, "reading", [identity.id], {
    state: "Running",
    siteConfig: {
      appSettings: Object.entries({
        AzureWebJobsStorage__blobServiceUri: blob,
        AzureWebJobsStorage__credential: "managedidentity",
        AzureWebJobsStorage__clientId: identity.clientId,
        APPLICATIONINSIGHTS_CONNECTION_STRING: "InstrumentationKey=key-1;ApplicationId=a",
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `Authorization=AAD;ClientId=${identity.clientId}`,
        AZURE_CLIENT_ID: identity.clientId,
        GREETING: "hello",
      }).map(([name, value]) => ({ name, value })),
    },
    functionAppConfig: {
      deployment: {
        storage: {
          type: "blobContainer",
          value: `${blob}packages`,
          authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identity.id },
        },
      },
    },
  });
  await storage.internal("host").createContainer("packages");
  const deployerToken = () =>
    cloud.access.issue(cloud.access.deployer.objectId, "https://management.azure.com").token;
  const scmCall: AppScene["scmCall"] = async (method, url, body, authorization) => {
    const { request, Agent } = await import("undici");
    const dispatcher = new Agent({ connect: { ca: cloud.authority.certificate } });
    const answer = await request(`https://${scm.hostOf("reading")}${url}`, {
      method: method as "GET",
      headers: { authorization: authorization ?? `Bearer ${deployerToken()}` },
      ...(body === undefined ? {} : { body }),
      dispatcher,
    });
    const text = await answer.body.text();
    await dispatcher.close();
    return { status: answer.statusCode, body: text === "" ? undefined : JSON.parse(text) };
  };
  return {
    ...scene,
    apps,
    scm,
    siteId,
    scmSite: `https://${scm.hostOf("reading")}`,
    caCertificate: cloud.authority.certificate,
    deployerToken,
    environment: {
      IDENTITY_ENDPOINT: endpoint.url,
      IDENTITY_HEADER: endpoint.headerOf(),
      NODE_EXTRA_CA_CERTS: caFile,
    },
    released: () => storage.internal("host").readBlob("packages", "released-package.zip"),
    without: async (roleAssignment, work) => {
      const kept = cloud.resources.get(roleAssignment)!;
      await cloud.resources.delete(roleAssignment);
      try {
        return await work();
      } finally {
        await cloud.resources.put(roleAssignment, kept);
      }
    },
    identity,
    roleAssignments: { host, metrics },
    scmCall,
    publish: async (zip) => {
      const { status, body: id } = await scmCall("POST", "/api/publish?RemoteBuild=false&Deployer=test", zip);
      if (status !== 202) throw new Error(`publish answered ${status}: ${JSON.stringify(id)}`);
      for (;;) {
        const { status: state, body } = await scmCall("GET", `/api/deployments/${id}`);
        if (state !== 202) return body as { status: number; status_text: string };
      }
    },
    messages: () => apps.traces.all.map(({ message }) => message),
    close: async () => {
      await Promise.all([apps.close(), scm.close(), endpoint.close()]);
      await storage.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A package as it is deployed: the code with its packages in one file, and what the host reads. */
export function packageOf(code: string, hostJson: object = {}): Uint8Array {
  const { outputFiles } = buildSync({
    stdin: { contents: code, resolveDir: __dirname },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    external: ["@azure/functions-core"],
  });
  return zipSync({
    "index.js": outputFiles[0]!.contents,
    "package.json": strToU8(JSON.stringify({ main: "index.js" })),
    "host.json": strToU8(
      JSON.stringify({
        version: "2.0",
        extensionBundle: { id: "Microsoft.Azure.Functions.ExtensionBundle", version: "[4.0.0, 5.0.0)" },
        ...hostJson,
      }),
    ),
  });
}
