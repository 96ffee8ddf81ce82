import { ROLES, roleAssignment, uuid5 } from "../../../../components/shared/azure/roles";

const SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111";
const SCOPE = `${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/flowlogs`;
const PRINCIPAL = "22222222-2222-2222-2222-222222222222";

test("an assignment has a name of version 5 that follows from scope, role and principal alone", () => {
  const first = roleAssignment(SCOPE, "Storage Blob Data Reader", PRINCIPAL);
  expect(first.name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(roleAssignment(SCOPE.toUpperCase(), "Storage Blob Data Reader", PRINCIPAL).name).toBe(first.name);
  const others = [
    roleAssignment(`${SCOPE}2`, "Storage Blob Data Reader", PRINCIPAL),
    roleAssignment(SCOPE, "Storage Blob Data Owner", PRINCIPAL),
    roleAssignment(SCOPE, "Storage Blob Data Reader", PRINCIPAL.replace("2", "3")),
  ];
  expect(new Set([first, ...others].map(({ name }) => name)).size).toBe(4);
});

test("a role is named in the subscription of the scope", () => {
  expect(roleAssignment(SCOPE, "Key Vault Secrets User", PRINCIPAL)).toMatchObject({
    scope: SCOPE,
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ROLES["Key Vault Secrets User"]}`,
    principalId: PRINCIPAL,
    principalType: "ServicePrincipal",
  });
});

test("names of assignments never change, because Azure would have the same role twice", () => {
  expect(uuid5("a text")).toBe("5cc7d8ba-3d7b-506d-86f0-5cd5840aaaf6");
});
