import { bareDefinition } from "../../../core/dag";
import { definition } from "../../functions/support/dag-sync-scene";

test("a definition is taken whole, and nothing else of the object that has it", () => {
  const web = definition("web", { maxAddresses: 7, target: { firewall: "edge", vsys: "vsys2" } });
  expect(bareDefinition({ ...web, node: {}, stack: {} })).toEqual(web);
  expect(bareDefinition({ tag: "web", maxAddresses: undefined })).toEqual({ tag: "web" });
});
