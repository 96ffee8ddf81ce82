import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CertificateAuthority } from "../../../tls/certificate-authority";
import type { StorageService } from "../storage-service";
import { PRELOAD } from "./preload";

/** Azurite closes no connection that the sandbox keeps open: a call that is on its way at that moment would fail. A day. */
const KEEP_ALIVE_IN_SECONDS = "86400";

/** Longer than a busy machine takes; a process that never listens must not hang a test. */
const START_LIMIT_IN_MS = 120_000;

/** Azurite in a child process, in memory, on free ports, with a certificate of the sandbox. */
export interface AzuriteProcess {
  readonly ports: Readonly<Record<StorageService, number>>;
  /** Makes an account with these keys (base64), changes its keys, or, without keys, removes it. */
  setAccount(name: string, keys: readonly [string, string] | undefined): Promise<void>;
  stop(): Promise<void>;
}

export async function startAzurite(authority: CertificateAuthority): Promise<AzuriteProcess> {
  const directory = await mkdtemp(path.join(tmpdir(), "sandbox-azurite-"));
  const { certificate, privateKey } = authority.issue(["127.0.0.1"]);
  const fileOf = (name: string): string => path.join(directory, name);
  await writeFile(fileOf("preload.cjs"), PRELOAD);
  await writeFile(fileOf("certificate.pem"), certificate);
  await writeFile(fileOf("key.pem"), privateKey, { mode: 0o600 });

  const root = path.dirname(require.resolve("azurite/package.json"));
  const flags = [
    ...["--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck"],
    ...["--disableProductStyleUrl", "--oauth", "basic"],
    ...["--cert", fileOf("certificate.pem"), "--key", fileOf("key.pem")],
    ...["blob", "queue", "table"].flatMap((service) => [
      ...[`--${service}Port`, "0"],
      ...[`--${service}KeepAliveTimeout`, KEEP_ALIVE_IN_SECONDS],
    ]),
  ];
  const child = spawn(
    process.execPath,
    ["--require", fileOf("preload.cjs"), path.join(root, "dist/src/azurite.js"), ...flags],
    {
      cwd: directory,
      env: { AZURITE_ACCOUNT_STORE: path.join(root, "dist/src/common/AccountDataStore.js") },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const ports = await listening(child);
    return { ports, setAccount: (name, keys) => setAccount(child, name, keys), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The ports, from the lines that Azurite writes once a service listens. */
function listening(child: ChildProcess): Promise<Record<StorageService, number>> {
  return new Promise((resolve, reject) => {
    let output = "";
    const limit = setTimeout(() => fail("it does not listen"), START_LIMIT_IN_MS);
    const fail = (reason: string): void => {
      clearTimeout(limit);
      reject(new Error(`Azurite did not start: ${reason}\n${output}`));
    };
    const portOf = (service: string): number =>
      Number(
        new RegExp(`Azurite ${service} service is successfully listening at \\S+:(\\d+)`).exec(output)?.[1],
      );
    const read = (text: string): void => {
      output += text;
      const ports = { blob: portOf("Blob"), queue: portOf("Queue"), table: portOf("Table") };
      if (Object.values(ports).some(Number.isNaN)) return;
      clearTimeout(limit);
      output = "";
      resolve(ports);
    };
    child.stdout!.setEncoding("utf8").on("data", read);
    child.stderr!.setEncoding("utf8").on("data", read);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => fail(`it ended with ${code ?? signal}`));
  });
}

function setAccount(
  child: ChildProcess,
  account: string,
  keys: readonly [string, string] | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (message: unknown): void => {
      if ((message as { account?: string }).account !== account) return;
      child.off("message", done);
      child.off("exit", gone);
      resolve();
    };
    const gone = (): void => reject(new Error("Azurite's process has ended."));
    child.on("message", done);
    child.once("exit", gone);
    child.send({ account, keys: keys ?? null });
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
