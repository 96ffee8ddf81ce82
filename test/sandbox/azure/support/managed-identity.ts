import type { TokenCredential } from "@azure/identity";
import type { IdentityEndpoint } from "../../../../sandbox/azure/identity/identity-endpoint";

/**
 * Microsoft's own credential as it works inside of a function app, or at the deployer's. It remembers the first endpoint
 * and header for the whole process, so every caller gets a copy of the module of its own.
 */
export async function managedIdentity(
  endpoint: IdentityEndpoint,
  siteId?: string,
  clientId?: string,
): Promise<TokenCredential> {
  let credential: TokenCredential | undefined;
  await jest.isolateModulesAsync(async () => {
    const { ManagedIdentityCredential } = await import("@azure/identity");
    const options = { retryOptions: { maxRetries: 0 } };
    const inner = new ManagedIdentityCredential(clientId === undefined ? options : { clientId, ...options });
    credential = {
      getToken: (scopes, choices) =>
        withEnvironment({ IDENTITY_ENDPOINT: endpoint.url, IDENTITY_HEADER: endpoint.headerOf(siteId) }, () =>
          inner.getToken(scopes, choices),
        ),
    };
  });
  return credential!;
}

let turn: Promise<unknown> = Promise.resolve();

/** One call after the other, so that none reads the environment of another. */
function withEnvironment<T>(variables: Record<string, string>, run: () => Promise<T>): Promise<T> {
  const result = turn.then(async () => {
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
      return await run();
    } finally {
      for (const name of Object.keys(variables)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });
  turn = result.catch(() => undefined);
  return result;
}
