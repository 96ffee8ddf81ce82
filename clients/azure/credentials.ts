import type { TokenCredential } from "@azure/core-auth";
import { DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";

/** The credential of a function app with a user-assigned identity. */
export function identityCredential(clientId: string): TokenCredential {
  return new ManagedIdentityCredential({ clientId });
}

/** The credential of a person or a pipeline that runs a command, found as the Azure SDKs find it. */
export function commandCredential(): TokenCredential {
  return new DefaultAzureCredential();
}
