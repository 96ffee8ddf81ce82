import type { TokenCredential } from "@azure/core-auth";
import { ConfigurationError } from "../../core/errors";
import { triedIdentities } from "./tried-identities";

export interface CredentialAdvice {
  /** What the token is for, for example `https://management.azure.com`. @default the scopes that are asked for */
  readonly purpose?: string;
  /** What to do where `az login` is no way, for example `set AZURE_CLIENT_ID`. */
  readonly orElse: string;
}

/** A credential that says what to do when it has no token. @throws ConfigurationError from its `getToken` */
export function explainedCredential(
  credential: TokenCredential,
  { purpose, orElse }: CredentialAdvice,
): TokenCredential {
  return {
    getToken: async (scopes, options) => {
      try {
        const token = await credential.getToken(scopes, options);
        if (token === null) throw new Error("no token came");
        return token;
      } catch (cause) {
        if (options?.abortSignal?.aborted) throw cause;
        const [first = ""] = (cause as Error).message.split("\n");
        const lines = triedIdentities(cause);
        const reason = lines.length > 0 ? "no identity was found" : first.replace(/\.$/, "");
        const what = purpose ?? [scopes].flat().join(", ").replace("/.default", "");
        throw new ConfigurationError(
          "Azure credentials",
          `no token for ${what}: ${reason}. Run az login, or ${orElse}`,
          { cause, lines },
        );
      }
    },
  };
}
