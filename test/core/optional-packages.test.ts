import { IllumioIacError } from "../../core/errors";
import { withPackages } from "../../core/optional-packages";

const needs = { of: "illumio-iac x", packages: ["some-package", "@some/other"] };

function missingModule(name: string, code = "MODULE_NOT_FOUND", kind = "module"): Error {
  return Object.assign(new Error(`Cannot find ${kind} '${name}'\nRequire stack:\n- x.js`), { code });
}

const fail = (error: Error) => (): never => {
  throw error;
};

test("a loaded module is returned, at once or as a promise", async () => {
  expect(withPackages(needs, () => 1)).toBe(1);
  await expect(withPackages(needs, async () => 2)).resolves.toBe(2);
});

test.each([
  ["some-package", missingModule("some-package")],
  ["a subpath of it", missingModule("some-package/part")],
  ["a package with a scope", missingModule("@some/other")],
])("the error for %s that is missing names the command and how to install it", (_, error) => {
  const load = () => withPackages(needs, fail(error));
  expect(load).toThrow(IllumioIacError);
  expect(load).toThrow(
    "illumio-iac x needs the packages some-package and @some/other: npm install some-package @some/other",
  );
});

test("a package that a dynamic import does not find is named too", async () => {
  const error = missingModule("some-package", "ERR_MODULE_NOT_FOUND", "package");
  await expect(withPackages(needs, () => Promise.reject(error))).rejects.toThrow("npm install some-package");
});

test("a development package is named with --save-dev", () => {
  const development = { of: "illumio-iac x", packages: ["some-package"], areForDevelopment: true };
  expect(() => withPackages(development, fail(missingModule("some-package")))).toThrow(
    "illumio-iac x needs the package some-package: npm install --save-dev some-package",
  );
});

test.each([
  ["another package that is missing", missingModule("some-package-of-others")],
  ["a file of ours that is missing", missingModule("./redrive/nothing")],
  ["any other error", new Error("Cannot find module 'some-package'")],
])("the error for %s is passed on unchanged", (_, error) => {
  expect(() => withPackages(needs, fail(error))).toThrow(error);
});
