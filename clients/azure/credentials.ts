import type { TokenCredential } from "@azure/core-auth";
import { DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";
import { explainedCredential } from "./explained-credential";

/** The credential of a function app with a user-assigned identity. */
export function identityCredential(clientId: string): TokenCredential {
  return new ManagedIdentityCredential({ clientId });
}

/**
 * The credential of a person or a pipeline that runs a command, found as the Azure SDKs find it.
 *
 * @throws ConfigurationError from its `getToken`, when there is no token to be had
 */
export function commandCredential(): TokenCredential {
  return explainedCredential(new DefaultAzureCredential(), {
    orElse: "set AZURE_CLIENT_ID, AZURE_CLIENT_SECRET and AZURE_TENANT_ID",
  });
}
