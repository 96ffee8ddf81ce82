import { isHost } from "../../addresses/host-name";
import { IllumioIacError } from "../../errors";

/** What a script that installs an agent has to know. The activation code is none of it: it comes as a parameter. */
export interface VenScriptValues {
  readonly pce: { readonly host: string; readonly port: number };
  /** Id of the pairing profile: the end of its href. */
  readonly profileId: string;
  /** Version in the path of the pairing script. @default v18 */
  readonly scriptVersion?: string | undefined;
  /** Certificates in PEM that are trusted for the download, besides those of the machine. */
  readonly caCertificate?: string | undefined;
  /** Proxy for the download, `http://host:port`. */
  readonly proxyUrl?: string | undefined;
  /** SHA-256 of the pairing script in hexadecimal. */
  readonly checksum?: string | undefined;
  /** Stands in the last line. */
  readonly nonce: string;
  /** `action` hands the exit code over in the last line only. */
  readonly form: "managed" | "action";
  /** Between two tries of the download. @default 5 */
  readonly pauseInSeconds?: number;
}

/** Parameter of Run Command that holds the activation code. */
export const CODE_PARAMETER = "ILLUMIO_ACTIVATION_CODE";

/** Parameter that tells a command of this attempt from one of its name that was left over. Scripts do not look at it. */
export const NONCE_PARAMETER = "ILLUMIO_IAC_NONCE";

/** Tries of a download that got no answer. */
export const TRIES = 4;

/** Values as the scripts of both systems use them. */
export interface ReadyValues {
  /** `host:port` */
  readonly pce: string;
  readonly url: string;
  readonly ca: string;
  readonly proxy: string;
  /** In lower case, empty where none is checked. */
  readonly checksum: string;
  readonly nonce: string;
  readonly pause: number;
}

/** @throws IllumioIacError for a value that cannot work */
export function readyValues(values: VenScriptValues, pairScript: "pair.sh" | "pair.ps1"): ReadyValues {
  const { pce, profileId, scriptVersion = "v18", caCertificate = "", proxyUrl = "" } = values;
  const { checksum = "", nonce, pauseInSeconds = 5 } = values;
  const wrong = (what: string, seen: string, must: string) =>
    new IllumioIacError(`${what} of the VEN's script is '${seen.slice(0, 200)}'; it must be ${must}`);
  if (!isHost(pce.host)) throw wrong("The host of the PCE", pce.host, "a host name or an IP address");
  if (!Number.isInteger(pce.port) || pce.port < 1 || pce.port > 65535)
    throw wrong("The port of the PCE", String(pce.port), "a number from 1 to 65535");
  if (!/^[0-9a-f]*$/i.test(checksum) || ![0, 64].includes(checksum.length))
    throw wrong("The checksum", checksum, "64 hexadecimal digits");
  if (!/^[\w-]{8,100}$/.test(nonce)) throw wrong("The nonce", nonce, "8 to 100 letters, digits or hyphens");
  if (!Number.isInteger(pauseInSeconds) || pauseInSeconds < 0)
    throw wrong("The pause between two tries", String(pauseInSeconds), "a whole number of seconds");
  if (proxyUrl !== "" && !isOpenProxy(proxyUrl))
    throw new IllumioIacError(
      "The proxy of the VEN's script must look like http://proxy.example.com:3128, without user name, password and path: " +
        "whoever may read the machine sees the script",
    );
  const host = pce.host.includes(":") && !pce.host.startsWith("[") ? `[${pce.host}]` : pce.host;
  const address = `${host}:${pce.port}`;
  const version = encodeURIComponent(scriptVersion);
  const query = `pair_script=${pairScript}&profile_id=${encodeURIComponent(profileId)}`;
  return {
    pce: address,
    url: `https://${address}/api/${version}/software/ven/image?${query}`,
    ca: caCertificate.replaceAll("\r\n", "\n").trim(),
    proxy: proxyUrl,
    checksum: checksum.toLowerCase(),
    nonce,
    pause: pauseInSeconds,
  };
}

function isOpenProxy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  const rest = `${username}${password}${search}${hash}`;
  return (protocol === "http:" || protocol === "https:") && pathname === "/" && rest === "";
}
