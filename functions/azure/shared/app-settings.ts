import { type Rule, required, text } from "../../../core/checks";
import { FUNCTION_APP } from "../../../core/contracts/azure/function-environment";
import type { EnvironmentReader } from "../../shared/environment-reader";
import type { PceAddress } from "../../shared/pce-secret";

/** What every function app is told. */
export interface AppSettings {
  readonly pce: PceAddress;
  readonly pceSecret: { readonly vaultUrl: string; readonly name: string };
  readonly hostBlobUrl: string;
  readonly clientId: string;
  /** Digest of the bundle that the component expects; undefined when it says none. */
  readonly bundleDigest: string | undefined;
}

export function appSettings(reader: EnvironmentReader): AppSettings {
  return {
    pce: reader.pceAddress(FUNCTION_APP),
    pceSecret: {
      vaultUrl: reader.read(FUNCTION_APP.pceSecretVaultUrl, required(endpoint)),
      name: reader.read(FUNCTION_APP.pceSecretName, required(text())),
    },
    hostBlobUrl: reader.read(FUNCTION_APP.hostBlobUrl, required(endpoint)),
    clientId: reader.read(FUNCTION_APP.clientId, required(text())),
    bundleDigest: reader.read(FUNCTION_APP.bundleDigest, text()),
  };
}

/** HTTPS, because the SDKs send tokens over nothing else. */
export const endpoint: Rule<string> = (value, checks) => {
  const url = typeof value === "string" ? URL.parse(value) : null;
  if (url?.protocol !== "https:" || url.search !== "" || url.username !== "")
    return checks.must("look like https://name.blob.core.windows.net/", value);
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
};
