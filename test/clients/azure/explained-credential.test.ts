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

test("an abort is no matter of credentials", async () => {
  const { getToken } = explainedCredential(failing("stopped"), { orElse: "set a key" });
  await expect(getToken("s", { abortSignal: AbortSignal.abort() })).rejects.toThrow(/^stopped$/);
});
