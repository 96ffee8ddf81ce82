import type { TokenCredential } from "@azure/core-auth";
import { withDefaults } from "../../../../core/onboarding";
import { feedFunction, feedHeader } from "../../../../functions/azure/onboarding/feed";
import type { OnboardingAppSettings } from "../../../../functions/azure/onboarding/settings";

const VALUE = "0123456789abcdef";
const HEADER = { headerName: "X-Illumio-Feed", headerValue: VALUE };
const NO_TOKEN: TokenCredential = {
  getToken: () => Promise.reject(new Error("the storage was asked")),
};

function feed(mode: string, secret: object = HEADER) {
  const groups = { web: { tags: { role: ["web"] } } };
  const checkPoint = mode === "none" ? { mode } : { mode, groups };
  const onboarding = withDefaults({ name: "vms", ven: { pairingProfile: "p" }, checkPoint });
  const settings = { onboarding, hostBlobUrl: "https://host.blob.example.net/" } as OnboardingAppSettings;
  const read = () => Promise.resolve(JSON.stringify(secret));
  return feedFunction(settings, {
    credential: NO_TOKEN,
    secret: { name: "feed", read, forget: () => undefined },
  });
}

test("an onboarding without a feed has none, whoever asks", async () => {
  expect(await feed("none")(() => VALUE)).toEqual({ status: 404 });
});

test.each([
  ["no header", () => undefined],
  ["an empty header", () => ""],
  ["another value", () => `${VALUE}0`],
  ["the value in another header", (name: string) => (name === "authorization" ? VALUE : undefined)],
])("%s gets 401 and no word, and the storage is not asked", async (_what, header) => {
  expect(await feed("generic-data-center")(header)).toEqual({ status: 401 });
});

test("the right header gets to the storage", async () => {
  const asked = feed("generic-data-center")((name) => (name === "X-Illumio-Feed" ? VALUE : undefined));
  await expect(asked).rejects.toThrow("the storage was asked");
});

test.each<[string, object, RegExp]>([
  ["no name", { headerValue: VALUE }, /headerName: is missing/],
  ["a name that is none", { ...HEADER, headerName: "X Feed" }, /headerName: must look like X-Illumio-Feed/],
  ["a short value", { ...HEADER, headerValue: "hunter2" }, /headerValue: must look like a text of 16 to 255/],
  ["a value of two lines", { ...HEADER, headerValue: `${VALUE}\nhunter2` }, /headerValue: must/],
])("a secret with %s is refused, and not repeated", (_what, secret, says) => {
  const read = () => feedHeader(JSON.stringify(secret), "feed");
  expect(read).toThrow(says);
  expect(read).not.toThrow(/hunter2/);
  expect(read).toThrow(/secret feed.*store it as/s);
});

test("a secret that is no JSON is refused, and not repeated", () => {
  expect(() => feedHeader("hunter2", "feed")).toThrow(/^(?!.*hunter2).*must be a JSON object/s);
});
