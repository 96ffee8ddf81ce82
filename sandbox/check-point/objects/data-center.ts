import { missingParameter, type Problems } from "../api/api-error";
import { flag, type Parameters, type Payload, text, whole } from "../api/parameters";
import { newParameters } from "./common";

interface DataCenterType {
  readonly parameters: Parameters;
  readonly required: readonly string[];
}

const { groups: _, ...common } = newParameters;

/** Parameters of every type of data center server. */
const shared: Parameters = {
  ...common,
  type: text,
  "automatic-refresh": flag,
  "certificate-fingerprint": text,
  "unsafe-auto-accept": flag,
};

const types: Readonly<Record<string, DataCenterType>> = {
  /** A JSON feed; it is read again every 60 s at first, every 10 s at most. */
  generic: {
    parameters: {
      url: text,
      interval: whole(10, 86_400),
      "custom-header": flag,
      "custom-key": text,
      "custom-value": text,
    },
    required: ["url"],
  },
  /** A PCE. UNCONFIRMED: the range of org-id. */
  illumio: {
    parameters: {
      hostname: text,
      "org-id": whole(1, Number.MAX_SAFE_INTEGER),
      "auth-username": text,
      secret: text,
    },
    required: ["hostname", "org-id", "auth-username", "secret"],
  },
};

export const dataCenterTypes: readonly string[] = Object.keys(types);

/** Everything that any type takes; `dataCenterProperties` looks at what its own takes. */
export const dataCenterParameters: Parameters = {
  ...shared,
  ...Object.assign({}, ...Object.values(types).map(({ parameters }) => parameters)),
};

export const parametersOf = (type: string): Parameters => ({ ...shared, ...types[type]!.parameters });

const SECRETS = new Set(["secret", "custom-value"]);

/** Settings of a data center as `show-data-center-server` lists them: as texts, without secrets. */
export function dataCenterProperties(type: string, payload: Payload): { name: string; value: string }[] {
  const { parameters, required } = types[type]!;
  for (const name of required) if (payload[name] === undefined) throw missingParameter(name);
  const settings: Record<string, unknown> = { ...(type === "generic" ? { interval: 60 } : {}) };
  for (const name of [...Object.keys(parameters), "certificate-fingerprint", "unsafe-auto-accept"])
    if (payload[name] !== undefined && !SECRETS.has(name)) settings[name] = payload[name];
  return Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));
}

/** UNCONFIRMED: that a certificate which nobody vouches for is a warning, and its wording. */
export function certificateProblems(type: string, payload: Payload): Problems {
  const isHttps = type === "illumio" || String(payload["url"]).startsWith("https:");
  const isTrusted =
    payload["certificate-fingerprint"] !== undefined || payload["unsafe-auto-accept"] === true;
  return isHttps && !isTrusted ? { warnings: ["The certificate of the data center is not trusted."] } : {};
}
