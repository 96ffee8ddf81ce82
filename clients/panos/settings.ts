import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { ConfigurationError } from "../../core/errors";
import { type PanosConnection, SealedPanosConnection } from "./connection";

/** Settings of a firewall as they are found: texts, some of them missing. */
export interface PanosSettings {
  /** `fw.example.com`, `fw.example.com:8443`, or the two of an HA pair with a comma between them. */
  readonly hosts?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Path of a PEM file; instead of the certificate's digest. */
  readonly caFile?: string | undefined;
  /** 64 hex digits, colons allowed. */
  readonly certificateSha256?: string | undefined;
  /** What the certificate with that digest is made out for. */
  readonly certificateName?: string | undefined;
}

const MISSING = "is missing; set it to";

/**
 * Checks settings and makes a connection of them.
 *
 * @param names how each setting is called where the user wrote it
 * @throws ConfigurationError that names every problem at once; the key is never part of it
 */
export function panosConnection(
  settings: PanosSettings,
  names: { readonly [K in keyof PanosSettings]?: string } = {},
): PanosConnection {
  const problems: [keyof PanosSettings, string][] = [];
  const hosts = (settings.hosts ?? "").split(",").map((host) => host.trim());
  if (!settings.hosts) problems.push(["hosts", `${MISSING} the management host, or both of a pair: fw1,fw2`]);
  else if (hosts.length > 2) problems.push(["hosts", `takes one host or two, got ${hosts.length}`]);
  for (const host of settings.hosts ? hosts : []) {
    if (!isHost(host))
      problems.push(["hosts", `must look like fw.example.com or fw.example.com:8443, got '${host}'`]);
  }
  const { apiKey, caFile, certificateSha256, certificateName } = settings;
  if (!apiKey) problems.push(["apiKey", `${MISSING} an API key of an administrator of its own`]);
  else if (/[\s\p{Cc}]/u.test(apiKey)) problems.push(["apiKey", "holds a space or a line break"]);

  const sha256 = certificateSha256?.replaceAll(":", "").toLowerCase();
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    problems.push(["certificateSha256", `must be 64 hex digits, got '${certificateSha256}'`]);
  if (sha256 !== undefined && caFile)
    problems.push(["caFile", "and the certificate's digest exclude each other"]);
  if (sha256 !== undefined && !certificateName)
    problems.push(["certificateName", `${MISSING} what the certificate is made out for`]);
  if (sha256 === undefined && certificateName)
    problems.push(["certificateName", "is of use only together with the certificate's digest"]);
  const ca = caFile ? readCertificates(caFile) : undefined;
  if (ca && "problem" in ca) problems.push(["caFile", ca.problem]);

  if (problems.length > 0) throw refusal(problems.map(([key, reason]) => [names[key] ?? key, reason]));
  return new SealedPanosConnection({
    hosts: hosts.map((host) => (hasPort(host) ? host : `${isIP(host) === 6 ? `[${host}]` : host}:443`)),
    apiKey: apiKey!,
    ...(ca && "pem" in ca && { caCertificate: ca.pem }),
    ...(sha256 !== undefined && { certificatePin: { sha256, name: certificateName! } }),
  });
}

function refusal(problems: readonly (readonly [string, string])[]): ConfigurationError {
  if (problems.length === 1) return new ConfigurationError(problems[0]![0], problems[0]![1]);
  const list = problems.map(([setting, reason]) => `\n  ${setting}: ${reason}`).join("");
  return new ConfigurationError("firewall connection", `${problems.length} settings cannot work${list}`);
}

function hasPort(host: string): boolean {
  return isIP(host) === 0 && /:\d+$/.test(host);
}

function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const [, name = "", port = "443"] = /^(\[[0-9a-fA-F:.]+\]|[^:/?#@\s]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (name.startsWith("[")) return isIP(name.slice(1, -1)) === 6 && Number(port) <= 65_535;
  return /^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/i.test(name) && Number(port) >= 1 && Number(port) <= 65_535;
}

function readCertificates(file: string): { pem: string } | { problem: string } {
  try {
    const pem = readFileSync(file, "utf8");
    new X509Certificate(pem);
    return { pem };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      problem: `'${file}' cannot be read (${code ?? message}); it must be a PEM file with the CA certificate`,
    };
  }
}
