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

test("a UUID of version 5 is that of the RFC's example", () => {
  // RFC 9562, appendix A.4: the namespace of DNS names.
  const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  expect(uuid5(dns, "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

test("names of assignments never change, because Azure would have the same role twice", () => {
  expect(roleAssignment(SCOPE, "Storage Blob Data Reader", PRINCIPAL).name).toBe(
    "07c6491c-23f1-5f25-8af2-4aade6c446c4",
  );
});
