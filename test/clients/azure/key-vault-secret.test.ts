import dns from "node:dns";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { KeyVaultSecret } from "../../../clients/azure/key-vault-secret";
import { isConfigurationError } from "../../../core/errors";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";

let versions: string[];
let refusal: { readonly status: number; readonly code: string } | undefined;
let calls: string[];
let token: string;
const authority = new CertificateAuthority();
const { certificate, privateKey } = authority.issue(["shop.vault.localhost", "127.0.0.1"]);

/** A vault as the SDK sees it: a challenge to the first call, then the latest version of the secret. */
const vault = createServer({ cert: certificate, key: privateKey }, (request, response) => {
  const url = decodeURIComponent(request.url ?? "");
  calls.push(url);
  const json = (status: number, body: object) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.headers.authorization !== `Bearer ${token}`) {
    const challenge =
      'Bearer authorization="https://login.localhost/tenant", resource="https://vault.localhost"';
    response.setHeader("www-authenticate", challenge);
    return json(401, { error: { code: "Unauthorized", message: "AKV10000" } });
  }
  if (refusal !== undefined)
    return json(refusal.status, { error: { code: refusal.code, message: "Caller is not authorized" } });
  return json(200, {
    value: versions.at(-1),
    id: `https://shop.vault.localhost/secrets/pce/${versions.length}`,
  });
});

/** The resource of a challenge has to be the domain of the vault, so the vault needs a name and not only an address. */
const { lookup } = dns;
const ownLookup = (name: string, options: object, done: (...answer: unknown[]) => void) =>
  lookup(name.endsWith(".vault.localhost") ? "127.0.0.1" : name, options, done as never);

let url: string;
const trusted = tls.getCACertificates("default");
beforeAll(async () => {
  jest.spyOn(dns, "lookup").mockImplementation(ownLookup as never);
  tls.setDefaultCACertificates([...trusted, authority.certificate]);
  await new Promise<void>((resolve) => vault.listen(0, "127.0.0.1", resolve));
  url = `https://shop.vault.localhost:${(vault.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  jest.restoreAllMocks();
  tls.setDefaultCACertificates(trusted);
  vault.closeAllConnections();
  await new Promise((resolve) => vault.close(resolve));
});

let scopes: unknown[];
let now: number;
beforeEach(() => {
  [versions, refusal, calls, scopes, now, token] = [["first"], undefined, [], [], 0, "good"];
});
const secret = () =>
  new KeyVaultSecret(
    url,
    "pce",
    {
      async getToken(scope) {
        scopes.push(scope);
        return { token: "good", expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    { now: () => now },
  );

test("the latest version is read after the challenge, and kept for five minutes", async () => {
  const pce = secret();
  expect(await pce.read()).toBe("first");
  expect(calls).toEqual([expect.stringMatching(/^\/secrets\/pce\/\?api-version=/), expect.any(String)]);
  expect(scopes.flat()).toContain("https://vault.localhost/.default");
  versions.push("second");
  expect(await pce.read()).toBe("first");
  now = 300_000;
  expect(await pce.read()).toBe("second");
});

test("a secret that is forgotten, because the PCE refused its key, is read again", async () => {
  const pce = secret();
  await pce.read();
  versions.push("second");
  pce.forget();
  expect(await pce.read()).toBe("second");
});

test.each([
  [
    403,
    "Forbidden",
    /cannot be read: Forbidden: Caller is not authorized \(status 403.*"Key Vault Secrets User"/,
  ],
  [404, "SecretNotFound", /cannot be read: SecretNotFound: .*Put the secret into the vault/],
])(
  "a vault that answers %i is a ConfigurationError that names the secret and what to do",
  async (status, code, text) => {
    refusal = { status, code };
    const error = await secret()
      .read()
      .catch((caught: unknown) => caught);
    expect(isConfigurationError(error)).toBe(true);
    expect((error as Error).message).toMatch(text);
    expect((error as Error).message).toContain("secret https://shop.vault.localhost");
  },
);

test("a secret without text is refused", async () => {
  versions = [""];
  await expect(secret().read()).rejects.toThrow(/secrets\/pce: holds no text/);
});
