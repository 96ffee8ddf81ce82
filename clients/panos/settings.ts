import { isHost } from "../../core/addresses/host-name";
import { canonicalAddress } from "../../core/addresses/ip-address";
import { Checks, credential, digits, type Rule, required, text, wholeNumber } from "../../core/checks";
import { certificateFile, certificates } from "../settings/certificate-rules";
import { refuseSettings } from "../settings/refuse-settings";
import { type PanosConnection, SealedPanosConnection } from "./connection";

/** Settings of a firewall as they are found, some of them missing. */
export interface PanosSettings {
  /** `fw.example.com`, `fw.example.com:8443`, or the two of an HA pair: with a comma between them, or as a list. */
  readonly hosts?: unknown;
  readonly apiKey?: unknown;
  /** Path of a PEM file; instead of the certificate's digest. */
  readonly caFile?: unknown;
  /** PEM text; instead of `caFile`. */
  readonly caCertificate?: unknown;
  /** 64 hex digits, colons allowed. */
  readonly certificateSha256?: unknown;
  /** Name that the certificate with that digest is issued for. */
  readonly certificateName?: unknown;
  /** Most registered IP addresses that the firewall holds, for a model whose limit is not known. */
  readonly deviceLimit?: unknown;
}

export interface ReachableFirewall {
  readonly connection: PanosConnection;
  readonly deviceLimit?: number;
}

type Names = { readonly [K in keyof PanosSettings]?: string };

/** Does the same as {@link reachableFirewall} and returns the connection only. */
export function panosConnection(settings: PanosSettings, names: Names = {}): PanosConnection {
  return reachableFirewall(settings, names).connection;
}

/**
 * Checks settings and makes a connection of them. An empty text counts as no value, except for the digest, where it is
 * refused: without a digest, any certificate that a public authority signed would be accepted.
 *
 * @param names name of each setting where the user wrote it
 * @throws ConfigurationError that names every problem at once; the key is never part of it
 */
export function reachableFirewall(settings: PanosSettings, names: Names = {}): ReachableFirewall {
  const checks = Checks.start();
  const at = (key: keyof PanosSettings) => checks.called(names[key] ?? key);
  const read = <T>(key: keyof PanosSettings, rule: Rule<T>) =>
    at(key).read(settings[key] === "" ? undefined : settings[key], rule);
  const hosts = read(
    "hosts",
    required(managementHosts, "set it to the management host, or both of a pair: fw1,fw2"),
  );
  const apiKey = read(
    "apiKey",
    required(credential(), "set it to an API key of an administrator of its own"),
  );
  const isPinned = settings.certificateSha256 !== undefined;
  const sha256 = isPinned
    ? at("certificateSha256").read(settings.certificateSha256, required(digest))
    : undefined;
  const name = read("certificateName", isPinned ? required(text(), NAME_OF_PINNED) : text());
  if (!isPinned && name !== undefined)
    at("certificateName").fail("is of use only together with the certificate's digest");
  const given = settings.caFile ? "caFile" : "caCertificate";
  if (isPinned && settings[given]) at(given).fail("and the certificate's digest exclude each other");
  const caCertificate = isPinned
    ? undefined
    : read(given, given === "caFile" ? certificateFile() : certificates());
  const deviceLimit = read("deviceLimit", digits(wholeNumber(1)));
  refuseSettings("firewall connection", checks);
  const connection = new SealedPanosConnection({
    hosts: hosts!,
    apiKey: apiKey!,
    ...(caCertificate !== undefined && { caCertificate }),
    ...(sha256 !== undefined && { certificatePin: { sha256, name: name! } }),
  });
  return { connection, ...(deviceLimit !== undefined && { deviceLimit }) };
}

const NAME_OF_PINNED = "set it to what the certificate is made out for";

const digest: Rule<string> = (value, checks) => {
  const hex = typeof value === "string" ? value.replaceAll(":", "").toLowerCase() : "";
  return /^[0-9a-f]{64}$/.test(hex) ? hex : checks.must("be 64 hex digits", value);
};

/** One host or two, each with its port. */
const managementHosts: Rule<string[]> = (value, checks) => {
  const hosts = [value]
    .flat()
    .join(",")
    .split(",")
    .map((host) => host.trim());
  if (hosts.length > 2) checks.fail(`takes one host or two, got ${hosts.length}`);
  for (const host of hosts)
    if (!isHostAndPort(host)) checks.must("look like fw.example.com or fw.example.com:8443", host);
  return hosts.map((host) => (hasPort(host) ? host : `${isIpv6(host) ? `[${host}]` : host}:443`));
};

function hasPort(host: string): boolean {
  return !isIpv6(host) && /:\d+$/.test(host);
}

function isIpv6(text: string): boolean {
  return text.includes(":") && canonicalAddress(text) !== undefined;
}

function isHostAndPort(text: string): boolean {
  if (isIpv6(text)) return true;
  const [, name = "", port = "443"] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const isKnown = name.startsWith("[") ? isIpv6(name.slice(1, -1)) : isHost(name);
  return isKnown && Number(port) >= 1 && Number(port) <= 65_535;
}
