import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { pceConnection, pceConnectionFromEnvironment } from "../../../clients/pce";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";

const environment = {
  ILLUMIO_PCE_HOST: "pce.example.com",
  ILLUMIO_PCE_PORT: "8443",
  ILLUMIO_PCE_ORG_ID: "7",
  ILLUMIO_API_KEY_USERNAME: "api_1a2b",
  ILLUMIO_API_KEY_SECRET: "a-very-secret-secret",
};

const messageOf = (env: Record<string, string | undefined>): string => {
  try {
    pceConnectionFromEnvironment(env);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

const folder = mkdtempSync(join(tmpdir(), "illumio-iac-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a connection is read from the environment", () => {
  const { host, port, orgId, apiKeyUsername, apiKeySecret, caCertificate, proxyUrl } =
    pceConnectionFromEnvironment(environment);
  expect({ host, port, orgId, apiKeyUsername, apiKeySecret, caCertificate, proxyUrl }).toEqual({
    host: "pce.example.com",
    port: 8443,
    orgId: 7,
    apiKeyUsername: "api_1a2b",
    apiKeySecret: "a-very-secret-secret",
    caCertificate: undefined,
    proxyUrl: undefined,
  });
});

test("an error names every problem at once, with the value seen and what to do", () => {
  const message = messageOf({
    ILLUMIO_PCE_HOST: "https://pce.example.com:8443/login",
    ILLUMIO_PCE_PORT: "84430",
    ILLUMIO_PCE_ORG_ID: "first",
    ILLUMIO_API_KEY_USERNAME: "",
    ILLUMIO_CA_FILE: join(folder, "missing.pem"),
    ILLUMIO_PROXY_URL: "proxy:3128",
  });
  expect(message.replaceAll(folder, "FOLDER").split("\n")).toEqual([
    "PCE connection: 7 problems",
    "  ILLUMIO_PCE_HOST: must be a host name only, got 'https://pce.example.com:8443/login'; write 'pce.example.com' and 8443 as the port setting",
    "  ILLUMIO_PCE_PORT: must be a whole number from 1 to 65535, got 84430; it is the TLS port of the PCE, 443 on SaaS and usually 8443 on premises",
    "  ILLUMIO_PCE_ORG_ID: must be a whole number from 1, got 'first'; it is the organisation id, as in /orgs/7/… of every href",
    "  ILLUMIO_API_KEY_USERNAME: is missing; set it to the authentication username of an API key, api_…",
    "  ILLUMIO_API_KEY_SECRET: is missing; set it to the secret of the API key",
    "  ILLUMIO_CA_FILE: 'FOLDER/missing.pem' cannot be read (ENOENT); it must be a PEM file with the CA certificate",
    "  ILLUMIO_PROXY_URL: must look like http://proxy.example.com:3128 (or https:)",
  ]);
});

test("an error with one problem names its setting", () => {
  expect(messageOf({ ...environment, ILLUMIO_PCE_PORT: undefined })).toBe(
    "ILLUMIO_PCE_PORT: is missing; set it to the TLS port of the PCE, 443 on SaaS and usually 8443 on premises",
  );
});

test("an error uses the setting names that the caller gives", () => {
  const settings = { host: "pce", port: 443, orgId: 0, apiKeyUsername: "api_1", apiKeySecret: "s" };
  expect(() => pceConnection(settings, { orgId: "illumio:orgId" })).toThrow("illumio:orgId: must be a whole");
});

test.each(["1.5", "-1", "0", "1e3", " ", "0x10", "007", "9007199254740992"])(
  "the text '%s' is refused as an org id",
  (text) => {
    expect(messageOf({ ...environment, ILLUMIO_PCE_ORG_ID: text })).toContain("ILLUMIO_PCE_ORG_ID: ");
  },
);

test.each(["a-very-secret-secret\n", "a very", "tab\there"])(
  "the secret %j is refused without being repeated",
  (secret) => {
    const message = messageOf({ ...environment, ILLUMIO_API_KEY_SECRET: secret });
    expect(message).toContain("ILLUMIO_API_KEY_SECRET: holds a space, a line break or a control character");
    expect(message).not.toContain(secret.trim());
  },
);

test("a key id without api_ gets the prefix, and other user names are left alone", () => {
  const usernameOf = (apiKeyUsername: string) =>
    pceConnectionFromEnvironment({ ...environment, ILLUMIO_API_KEY_USERNAME: apiKeyUsername }).apiKeyUsername;
  expect(["1a2b3c", "api_1a2b3c", "user_3"].map(usernameOf)).toEqual(["api_1a2b3c", "api_1a2b3c", "user_3"]);
});

describe("the CA file", () => {
  const read = (content: string) => {
    const file = join(folder, "ca.pem");
    writeFileSync(file, content);
    return { ...environment, ILLUMIO_CA_FILE: file };
  };

  test("may hold several certificates and other text around them", () => {
    const [first, second] = [new CertificateAuthority().certificate, new CertificateAuthority().certificate];
    const { caCertificate } = pceConnectionFromEnvironment(read(`# ours\n${first}\n${second}`));
    expect(caCertificate?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  test("is refused when there is no certificate in it", () => {
    expect(messageOf(read("-----BEGIN PRIVATE KEY-----\nabc"))).toContain("holds no PEM certificate");
  });

  test("is refused when a certificate in it is broken", () => {
    const good = new CertificateAuthority().certificate;
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    expect(messageOf(read(`${good}\n${broken}`))).toContain(
      "holds a certificate that cannot be read (number 2)",
    );
  });
});

describe("the proxy", () => {
  test("may carry a user name and a password", () => {
    const env = { ...environment, ILLUMIO_PROXY_URL: "http://user:pass-word@proxy:3128" };
    expect(pceConnectionFromEnvironment(env).proxyUrl).toBe("http://user:pass-word@proxy:3128");
  });

  test.each([
    "socks5://proxy:1080",
    "http://user:pass-word@proxy:3128/path?x=1",
    "http://user:pass-word@",
    "http://user:123/pass-word@proxy:3128",
  ])("is refused as %s without repeating the password", (url) => {
    const message = messageOf({ ...environment, ILLUMIO_PROXY_URL: url });
    expect(message).toContain("ILLUMIO_PROXY_URL: must ");
    expect(message).not.toContain("pass-word");
  });
});

test("a connection shows no secret when it is printed or inspected", () => {
  const connection = pceConnectionFromEnvironment({
    ...environment,
    ILLUMIO_PROXY_URL: "http://user:pass-word@proxy:3128",
  });
  const looks = [
    inspect(connection, { showHidden: true, depth: null, getters: true }),
    JSON.stringify(connection),
    inspect({ ...connection }),
    String(connection),
    inspect(Object.getOwnPropertyDescriptors(connection)),
  ];
  for (const look of looks) expect(look).not.toMatch(/a-very-secret|pass-word/);
  expect(connection.apiKeySecret).toBe("a-very-secret-secret");
});
