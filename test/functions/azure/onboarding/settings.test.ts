import { ONBOARDING } from "../../../../core/contracts/azure/function-environment";
import { onboardingText } from "../../../../core/contracts/azure/onboarding";
import { ONBOARDING_MAX_BYTES } from "../../../../core/contracts/azure/onboarding-times";
import { withDefaults } from "../../../../core/onboarding";
import { onboardingAppSettings } from "../../../../functions/azure/onboarding/settings";

const settings = withDefaults({ name: "vms", ven: { pairingProfile: "Azure VMs" } });
const ENV: Record<string, string> = {
  [ONBOARDING.pceHost]: "pce.example.com",
  [ONBOARDING.pcePort]: "8443",
  [ONBOARDING.pceOrgId]: "1",
  [ONBOARDING.pceSecretVaultUrl]: "https://illumio.vault.example.net",
  [ONBOARDING.pceSecretName]: "illumio-pce",
  [ONBOARDING.hostBlobUrl]: "https://host.blob.example.net/",
  [ONBOARDING.hostTableUrl]: "https://host.table.example.net/",
  [ONBOARDING.clientId]: "client",
  [ONBOARDING.definition]: onboardingText(settings),
};

test("the settings that a component writes are read as they were", () => {
  const read = onboardingAppSettings(ENV);
  expect(read.onboarding).toEqual(settings);
  expect(read).toMatchObject({
    hostTableUrl: "https://host.table.example.net/",
    pceSecret: { vaultUrl: "https://illumio.vault.example.net/", name: "illumio-pce" },
    checkPointSecret: undefined,
    serviceNowSecret: undefined,
  });
});

test("a secret has a vault and a name", () => {
  const env = {
    ...ENV,
    [ONBOARDING.checkPointSecretVaultUrl]: "https://a.vault.example.net/",
    [ONBOARDING.checkPointSecretName]: "check-point",
    [ONBOARDING.serviceNowSecretName]: "service-now",
  };
  expect(onboardingAppSettings(env)).toMatchObject({
    checkPointSecret: { vaultUrl: "https://a.vault.example.net/", name: "check-point" },
    serviceNowSecret: undefined,
  });
});

test("everything that is missing is named at once", () => {
  for (const name of Object.keys(ENV))
    expect(() => onboardingAppSettings({})).toThrow(new RegExp(`${name}: is missing`));
});

test.each([
  ["no JSON", "{", /ILLUMIO_ONBOARDING_DEFINITION: must be JSON \(/],
  [
    "what this release does not know",
    JSON.stringify({ ...settings, speed: 5 }),
    /ILLUMIO_ONBOARDING_DEFINITION.*speed: unknown property.*Deploy code and definition together/s,
  ],
])("a definition with %s is refused", (_what, definition, says) => {
  expect(() => onboardingAppSettings({ ...ENV, [ONBOARDING.definition]: definition })).toThrow(says);
});

test("the same definition has the same text, and one that is too large has none", () => {
  const { name, ...rest } = settings;
  expect(onboardingText({ ...rest, name })).toBe(onboardingText(settings));
  const requiredTags = [""];
  const room = ONBOARDING_MAX_BYTES - Buffer.byteLength(onboardingText({ ...settings, requiredTags }));
  const withTag = (bytes: number) => onboardingText({ ...settings, requiredTags: ["a".repeat(bytes)] });
  expect(withTag(room)).toHaveLength(ONBOARDING_MAX_BYTES);
  expect(() => withTag(room + 1)).toThrow(/onboarding vms.*has 32769 bytes.*at most 32768.*divide it/);
});
