import type { ArmChange } from "../../../../sandbox/azure/arm/arm-resource";
import { ArmTable } from "../../../../sandbox/azure/arm/arm-table";

const ACCOUNT = "/subscriptions/S/resourceGroups/Traffic/providers/Microsoft.Storage/storageAccounts/logs";

test("a resource keeps the casing of its creation and is found by any casing", async () => {
  const table = new ArmTable();
  await table.put(ACCOUNT, { location: "westeurope" });
  await table.put(ACCOUNT.toUpperCase(), { tags: { team: "net" } });
  expect(table.list()).toEqual([
    {
      id: ACCOUNT,
      name: "logs",
      type: "Microsoft.Storage/storageAccounts",
      tags: { team: "net" },
      properties: {},
    },
  ]);
});

test("resources are listed by type and by scope", async () => {
  const table = new ArmTable();
  await table.put(ACCOUNT, {});
  await table.put(`${ACCOUNT}/blobServices/default/containers/locks`, {});
  await table.put(`${ACCOUNT}2`, {});
  expect(table.list("microsoft.storage/storageaccounts").map(({ name }) => name)).toEqual(["logs", "logs2"]);
  expect(table.list(undefined, ACCOUNT.toLowerCase()).map(({ type }) => type)).toEqual([
    "Microsoft.Storage/storageAccounts",
    "Microsoft.Storage/storageAccounts/blobServices/containers",
  ]);
});

test("listeners hear of what was there before and after", async () => {
  const table = new ArmTable();
  const heard: ArmChange[] = [];
  table.onChange((change) => void heard.push(change));
  await table.put(ACCOUNT, {});
  await table.delete(ACCOUNT);
  expect(heard.map(({ before, after }) => [before?.name, after?.name])).toEqual([
    [undefined, "logs"],
    ["logs", undefined],
  ]);
  await expect(table.delete(ACCOUNT)).rejects.toThrow("was not found");
});
