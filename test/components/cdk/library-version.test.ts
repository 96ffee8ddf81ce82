import { OLDEST_LIBRARY, refuseOtherLibrary } from "../../../components/cdk/library-version";
import { ConfigurationError } from "../../../core/errors";

const manifest = require("../../../package.json") as { peerDependencies: Record<string, string> };

test("the oldest library is the one that the package names", () => {
  expect(manifest.peerDependencies["aws-cdk-lib"]).toBe(`^${OLDEST_LIBRARY}`);
});

test.each([OLDEST_LIBRARY, "2.276.0", "2.257.1"])("version %s of the library is accepted", (version) => {
  expect(() => refuseOtherLibrary(() => version)).not.toThrow();
});

test.each(["2.256.9", "2.9.0", "1.204.0", "3.0.0"])(
  "version %s of the library is refused by its number",
  (version) => {
    expect(() => refuseOtherLibrary(() => version)).toThrow(
      `aws-cdk-lib: illumio-iac/cdk needs version ^${OLDEST_LIBRARY}, got ${version}; install it by npm install aws-cdk-lib@2`,
    );
  },
);

test("a missing library is named with the command that installs it", () => {
  const missing = () => {
    throw new Error("Cannot find module 'aws-cdk-lib/package.json'");
  };
  expect(() => refuseOtherLibrary(missing)).toThrow(ConfigurationError);
  expect(() => refuseOtherLibrary(missing)).toThrow(
    /is not installed; install it by npm install aws-cdk-lib@2/,
  );
});

test("an import of the constructs checks the library before anything of it is loaded", () => {
  jest.isolateModules(() => {
    jest.doMock("aws-cdk-lib/package.json", () => ({ version: "2.200.0" }));
    jest.doMock("aws-cdk-lib", () => {
      throw new Error("The library was loaded.");
    });
    expect(() => require("../../../components/cdk")).toThrow("needs version ^2.257.0, got 2.200.0");
    jest.dontMock("aws-cdk-lib/package.json").dontMock("aws-cdk-lib");
  });
});
