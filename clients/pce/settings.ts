import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConfigurationError } from "../../core/errors";
import { type PceConnection, SealedConnection } from "./connection";
import { pceHostProblem } from "./host";

/** Settings of a connection as they are found: texts or numbers, some of them missing. */
export interface PceSettings {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly orgId?: unknown;
  readonly apiKeyUsername?: unknown;
  readonly apiKeySecret?: unknown;
  /** Path of a PEM file; instead of `caCertificate`. */
  readonly caFile?: unknown;
  /** PEM text. */
  readonly caCertificate?: unknown;
  readonly proxyUrl?: unknown;
}

/** The environment variables that other Illumio tools use too. */
export const PCE_ENVIRONMENT = {
  host: "ILLUMIO_PCE_HOST",
  port: "ILLUMIO_PCE_PORT",
  orgId: "ILLUMIO_PCE_ORG_ID",
  apiKeyUsername: "ILLUMIO_API_KEY_USERNAME",
  apiKeySecret: "ILLUMIO_API_KEY_SECRET",
  caFile: "ILLUMIO_CA_FILE",
  proxyUrl: "ILLUMIO_PROXY_URL",
} as const;

/**
 * Checks settings and makes a connection of them.
 *
 * @param names how each setting is called where the user wrote it, for messages. @default the keys themselves
 * @throws ConfigurationError that names every problem at once; secrets are never part of it
 */
export function pceConnection(
  settings: PceSettings,
  names: { readonly [K in keyof PceSettings]?: string } = {},
): PceConnection {
  const problems: { setting: string; reason: string }[] = [];
  const check = <T>(key: keyof PceSettings, read: (value: unknown) => T): T | undefined => {
    try {
      return read(settings[key]);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push({ setting: names[key] ?? key, reason: error.message });
      return undefined;
    }
  };
  const host = check("host", hostName);
  const port = check("port", (value) =>
    wholeNumber(value, 65_535, "the TLS port of the PCE, 443 on SaaS and usually 8443 on premises"),
  );
  const orgId = check("orgId", (value) =>
    wholeNumber(value, Number.MAX_SAFE_INTEGER, "the organisation id, as in /orgs/7/… of every href"),
  );
  const apiKeyUsername = check("apiKeyUsername", (value) =>
    credential(value, "the authentication username of an API key, api_…"),
  );
  const apiKeySecret = check("apiKeySecret", (value) => credential(value, "the secret of the API key"));
  const caCertificate =
    check("caFile", (value) => optional(value, certificateFile)) ??
    check("caCertificate", (value) => optional(value, certificate));
  const proxyUrl = check("proxyUrl", (value) => optional(value, proxy));

  const [first, ...more] = problems;
  if (first !== undefined && more.length === 0) throw new ConfigurationError(first.setting, first.reason);
  if (first !== undefined) {
    const list = problems.map(({ setting, reason }) => `\n  ${setting}: ${reason}`).join("");
    throw new ConfigurationError("PCE connection", `${problems.length} settings cannot work${list}`);
  }
  return new SealedConnection({
    host: host!,
    port: port!,
    orgId: orgId!,
    apiKeyUsername: apiKeyUsername!,
    apiKeySecret: apiKeySecret!,
    caCertificate,
    proxyUrl,
  });
}

/**
 * Reads `ILLUMIO_PCE_HOST`, `ILLUMIO_PCE_PORT`, `ILLUMIO_PCE_ORG_ID`, `ILLUMIO_API_KEY_USERNAME`,
 * `ILLUMIO_API_KEY_SECRET` and, where set, `ILLUMIO_CA_FILE` and `ILLUMIO_PROXY_URL`.
 *
 * @throws ConfigurationError that names every problem at once
 */
export function pceConnectionFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): PceConnection {
  const settings = Object.fromEntries(
    Object.entries(PCE_ENVIRONMENT).map(([key, variable]) => [key, env[variable]]),
  );
  return pceConnection(settings, PCE_ENVIRONMENT);
}

class Problem extends Error {}

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === "";

function optional<T>(value: unknown, read: (text: string) => T): T | undefined {
  if (isMissing(value)) return undefined;
  if (typeof value !== "string") throw new Problem(`must be text, got ${typeof value}`);
  return read(value);
}

function hostName(value: unknown): string {
  if (isMissing(value))
    throw new Problem("is missing; set it to the host name of the PCE, for example pce.example.com");
  const host = String(value);
  const problem = pceHostProblem(host);
  if (problem !== undefined) throw new Problem(problem);
  return host;
}

function wholeNumber(value: unknown, limit: number, meaning: string): number {
  if (isMissing(value)) throw new Problem(`is missing; set it to ${meaning}`);
  const text = String(value).trim();
  const number = Number(text);
  if (!/^[0-9]+$/.test(text) || number < 1 || number > limit) {
    throw new Problem(
      `must be a whole number from 1 to ${limit}, got '${text.slice(0, 40)}'; it is ${meaning}`,
    );
  }
  return number;
}

/** The value itself is never part of a message: people paste a secret into the wrong field. */
function credential(value: unknown, meaning: string): string {
  if (isMissing(value)) throw new Problem(`is missing; set it to ${meaning}`);
  if (typeof value !== "string") throw new Problem(`must be text, got ${typeof value}; it is ${meaning}`);
  if (/[\s\p{Cc}]/u.test(value)) {
    throw new Problem(`holds a space, a line break or a control character; it is ${meaning}`);
  }
  return value;
}

function certificateFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    throw new Problem(
      `'${path}' cannot be read (${code}); it must be a PEM file with the CA certificate of the PCE`,
    );
  }
  try {
    return certificate(text);
  } catch (error) {
    if (error instanceof Problem) throw new Problem(`'${path}' ${error.message}`);
    throw error;
  }
}

function certificate(text: string): string {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  if (blocks === null) {
    throw new Problem(
      "holds no PEM certificate (-----BEGIN CERTIFICATE-----); give the CA certificate of the PCE",
    );
  }
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block);
    } catch {
      throw new Problem(
        `holds a certificate that cannot be read (number ${index + 1}); export it again as PEM`,
      );
    }
  }
  return blocks.join("\n");
}

function proxy(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new Problem("must look like http://proxy.example.com:3128 (or https:)");
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new Problem(`must end after the port, got '${url.protocol}//${url.host}${url.pathname}'`);
  }
  try {
    decodeURIComponent(`${url.username}${url.password}`);
  } catch {
    throw new Problem("holds a % in its user name or password that is no percent-encoding; write it as %25");
  }
  return text;
}
