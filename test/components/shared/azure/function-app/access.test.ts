import { vaultAccessProblem } from "../../../../../components/shared/azure/function-app/access";
import { scmSite } from "../../../../../components/shared/azure/function-app/function-app";
import { networkRules } from "../../../../../components/shared/azure/function-app/storage";

const VAULT =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/illumio";

test("a vault on access policies is refused with what to do", () => {
  expect(vaultAccessProblem({ id: VAULT, enableRbacAuthorization: true })).toBeUndefined();
  for (const enableRbacAuthorization of [false, undefined])
    expect(vaultAccessProblem({ id: VAULT, enableRbacAuthorization })).toMatch(
      /access policies.*--enable-rbac-authorization true/,
    );
});

test("a private account lets Network Watcher in and nobody else", () => {
  expect(networkRules(true)).toEqual({ defaultAction: "Deny", bypass: "AzureServices" });
  expect(networkRules(false).defaultAction).toBe("Allow");
});

test("the deployment site is the host name of the kind Repository", () => {
  const hosts = [
    { hostType: "Standard", name: "shop.azurewebsites.net" },
    { hostType: "Repository", name: "shop.scm.azurewebsites.net" },
  ];
  expect(scmSite(hosts)).toBe("https://shop.scm.azurewebsites.net");
  expect(scmSite(hosts.slice(0, 1))).toBeUndefined();
  expect(scmSite(undefined)).toBeUndefined();
});
