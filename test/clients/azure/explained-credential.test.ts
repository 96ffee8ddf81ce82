import { AggregateAuthenticationError } from "@azure/identity";
import { explainedCredential } from "../../../clients/azure/explained-credential";

const failing = (message: string) => ({ getToken: () => Promise.reject(new Error(message)) });

test("a token that cannot be had is named with the reason, one full stop, and what to do", async () => {
  const found = failing("ChainedTokenCredential authentication failed.\nCredentialUnavailableError: none");
  const asked = (purpose?: string) =>
    explainedCredential(found, { ...(purpose && { purpose }), orElse: "set a key" }).getToken(
      "https://storage.azure.com/.default",
    );
  await expect(asked()).rejects.toThrow(
    /^Azure credentials: no token for https:\/\/storage.azure.com: ChainedTokenCredential authentication failed\. Run az login, or set a key$/,
  );
  await expect(asked("https://shop")).rejects.toThrow("no token for https://shop: Chained");
});

test("every way that was tried stands on a short line, without secrets and advice of the SDK", async () => {
  const tried = [
    "EnvironmentCredential is unavailable. No underlying credential could be used. To troubleshoot, visit https://aka.ms/a.",
    "ManagedIdentityCredential: Network unreachable.\n  Message: network_error: See https://aka.ms/b for details",
    "Azure CLI could not be found. Please visit https://aka.ms/azure-cli for installation instructions.",
    "Azure Developer CLI couldn't be found.",
    `Something new said Bearer abcdefghijkl ${"x".repeat(300)}`,
  ].map((message) => new Error(message));
  const chain = new AggregateAuthenticationError(tried, "ChainedTokenCredential authentication failed.");
  const { getToken } = explainedCredential(
    { getToken: () => Promise.reject(chain) },
    { orElse: "set a key" },
  );
  const { message } = await (getToken("https://x/.default") as Promise<never>).catch((error: Error) => error);
  const lines = message.split("\n");
  expect(lines.slice(0, -1)).toEqual([
    "Azure credentials: no token for https://x: no identity was found. Run az login, or set a key",
    "  environment: EnvironmentCredential is unavailable. No underlying credential could be used",
    "  managed identity: ManagedIdentityCredential: Network unreachable. Message: network_error",
    "  az: Azure CLI could not be found",
    "  azd: Azure Developer CLI couldn't be found",
  ]);
  expect(lines.at(-1)).toMatch(/^ {2}another way: Something new said Bearer \[redacted\] x+…$/);
  expect(lines.at(-1)!.length).toBeLessThan(180);
});

test("an abort is no matter of credentials", async () => {
  const { getToken } = explainedCredential(failing("stopped"), { orElse: "set a key" });
  await expect(getToken("s", { abortSignal: AbortSignal.abort() })).rejects.toThrow(/^stopped$/);
});
