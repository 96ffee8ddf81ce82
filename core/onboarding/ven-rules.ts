import { isHost } from "../addresses/host-name";
import {
  byDefault,
  flag,
  looksLike,
  object,
  oneOf,
  type Rule,
  required,
  text,
  where,
  wholeNumber,
} from "../checks";
import { proxyUrl } from "../checks/proxy-url";
import type { VenSettings } from "./onboarding-settings";

/** Minutes after which Azure ends a command. @see Azure documentation, "Run Command", action and managed */
const LONGEST_ACTION = 90;
const LONGEST_MANAGED = 1_440;
/** The script that holds it may have 256 KiB. */
const LONGEST_CERTIFICATES = 65_536;

/** SHA-256 in hexadecimal, also with colons; in lower case and without them in the result. */
export const sha256: Rule<string> = (value, checks) => {
  const bare = typeof value === "string" ? value.replaceAll(":", "").toLowerCase() : "";
  return /^[0-9a-f]{64}$/.test(bare) ? bare : checks.must("be a SHA-256: 64 hexadecimal digits", value);
};

const certificates: Rule<string> = (value, checks) => {
  if (typeof value !== "string") return checks.must("be certificates in PEM", value);
  if (value.includes("PRIVATE KEY"))
    return checks.fail("holds a private key, which machines must not have; give certificates only");
  if (value.length > LONGEST_CERTIFICATES)
    return checks.fail(`has ${value.length} characters, at most ${LONGEST_CERTIFICATES} are allowed`);
  return /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(value)
    ? value
    : checks.fail("must be certificates in PEM, from -----BEGIN CERTIFICATE----- on");
};

/** It stands in a script that whoever may look at the machine in Azure can read. */
const openProxy = where(proxyUrl(), (url) => {
  const { username, password, hostname } = new URL(url);
  if (username !== "" || password !== "")
    return "must not hold a user name or a password, because whoever may look at the machine can read its script";
  return isHost(hostname.replace(/^\[|\]$/g, ""))
    ? undefined
    : "must name a host, like http://proxy.example.com:3128";
});

const parts = object(
  {
    pairingProfile: required(text(), "name the pairing profile"),
    allowEnforcement: byDefault(flag(), false),
    allowUnlimitedKeys: byDefault(flag(), false),
    runCommand: byDefault(oneOf("managed", "action"), "managed"),
    scriptVersion: byDefault(looksLike(/^v\d{1,4}$/, "v18"), "v18"),
    caCertificate: certificates,
    proxyUrl: openProxy,
    checksums: object({ linux: sha256, windows: sha256 }, "{ linux, windows }"),
    timeoutInMinutes: byDefault(wholeNumber(1, LONGEST_MANAGED), 30),
    removeUnmanagedTwin: byDefault(flag(), false),
  },
  "an object with the pairing profile",
);

/** Rule of `ven`. */
export const ven: Rule<VenSettings> = (value, checks) => {
  const read = parts(value, checks);
  if (read?.runCommand === "action" && read.timeoutInMinutes > LONGEST_ACTION)
    checks
      .at("timeoutInMinutes")
      .fail(`must be at most ${LONGEST_ACTION} with runCommand action, got ${read.timeoutInMinutes}`);
  return read as VenSettings | undefined;
};
