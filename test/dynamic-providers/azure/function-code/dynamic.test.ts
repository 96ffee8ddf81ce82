import provider = require("../../../../dynamic-providers/azure/function-code/dynamic");

jest.mock("@azure/identity", () => {
  throw Object.assign(new Error("Cannot find module '@azure/identity'"), { code: "MODULE_NOT_FOUND" });
});

test("a preview without the package for credentials fails, before anything is made", async () => {
  provider.configure({ config: { get: () => undefined } });
  const inputs = {
    scmSite: "https://a.scm.azurewebsites.net",
    bundle: "azure-drain",
    digest: "11".repeat(32),
  };
  await expect(provider.check({}, { ...inputs, waitsForRoles: true })).rejects.toThrow(
    "Deployment of code to Azure needs the package @azure/identity: npm install @azure/identity",
  );
});
