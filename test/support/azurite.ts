import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import type { TokenCredential } from "@azure/core-auth";
import { CertificateAuthority } from "../../sandbox/tls/certificate-authority";
import { type Intercept, type StorageCall, startFront } from "./azurite-front";

/** The account and the key that Azurite always has. */
export const AZURITE_ACCOUNT = {
  name: "devstoreaccount1",
  key: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
};

/** Azurite over HTTPS in a process of its own, in memory; it takes tokens and the account's key. */
export async function startAzurite() {
  const folder = mkdtempSync(path.join(tmpdir(), "azurite-"));
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
  const [cert, key] = [path.join(folder, "cert.pem"), path.join(folder, "key.pem")];
  writeFileSync(cert, certificate);
  writeFileSync(key, privateKey);
  const child = spawn(
    process.execPath,
    [
      path.join(path.dirname(require.resolve("azurite/package.json")), "dist/src/azurite.js"),
      ...["--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent"],
      ...["--oauth", "basic", "--cert", cert, "--key", key],
      ...["--blobPort", "0", "--queuePort", "0", "--tablePort", "0"],
    ],
    { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  const trusted = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...trusted, authority.certificate]);
  const ports = await listening(child.stdout);
  const [blob, queue, table] = await Promise.all([
    startFront("Blob", ports.get("Blob")!, authority),
    startFront("Queue", ports.get("Queue")!, authority),
    startFront("Table", ports.get("Table")!, authority),
  ]);
  const fronts = [blob, queue, table];
  const at = (port: number | undefined) => `https://127.0.0.1:${port}/${AZURITE_ACCOUNT.name}/`;
  return {
    /** Endpoints at which `intercept` sees every call. */
    blobUrl: at(blob.port),
    queueUrl: at(queue.port),
    tableUrl: at(table.port),
    /** The endpoint of blobs itself, for those who write them. */
    innerBlobUrl: at(ports.get("Blob")),
    authority,
    intercept(intercept: Intercept | undefined) {
      for (const front of fronts) front.intercept = intercept;
    },
    /** Calls since the last look. */
    newCalls: (): StorageCall[] => fronts.flatMap((front) => front.calls.splice(0)),
    async close() {
      await Promise.all(fronts.map((front) => front.close()));
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      tls.setDefaultCACertificates(trusted);
      rmSync(folder, { recursive: true });
    },
  };
}

export type Azurite = Awaited<ReturnType<typeof startAzurite>>;

async function listening(output: NodeJS.ReadableStream): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  let seen = "";
  for await (const chunk of output.setEncoding("utf8")) {
    seen += chunk;
    for (const [, service, port] of seen.matchAll(
      /Azurite (\w+) service is successfully listening at \S+:(\d+)/g,
    ))
      ports.set(service!, Number(port));
    if (ports.size === 3) return ports;
  }
  throw new Error(`Azurite ended before it listened: ${seen}`);
}

/** A token as Azurite takes it: it looks at issuer, audience and times, not at the signature. */
export const azuriteCredential: TokenCredential = {
  async getToken() {
    // Not of Date, which a test may have set wrong.
    const expires = Math.floor((performance.timeOrigin + performance.now()) / 1_000) + 3_600;
    const claims = {
      iss: "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
      aud: "https://storage.azure.com",
      nbf: expires - 7_200,
      iat: expires - 7_200,
      exp: expires,
    };
    const [header, body] = [{ alg: "none", typ: "JWT" }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    return { token: `${header}.${body}.none`, expiresOnTimestamp: expires * 1_000 };
  },
};
