import { CloudError } from "../../cloud/cloud-error";

/** A refusal as Key Vault writes it: `{error: {code, message, innererror?: {code}}}`. */
export class VaultError extends CloudError {
  constructor(
    code: string,
    message: string,
    status: number,
    readonly inner?: string,
  ) {
    super(code, message, status);
  }
}

export function errorBody(error: CloudError): string {
  const inner =
    error instanceof VaultError && error.inner !== undefined ? { innererror: { code: error.inner } } : {};
  return JSON.stringify({ error: { code: error.code, message: error.message, ...inner } });
}

export const notFound = (name: string, version?: string): VaultError =>
  version === undefined
    ? new VaultError(
        "SecretNotFound",
        `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
        404,
      )
    : new VaultError(
        "SecretNotFound",
        `A secret with (name/id) ${name}/${version} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
        404,
      );
