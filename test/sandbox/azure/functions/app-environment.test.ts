import { environmentOf } from "../../../../sandbox/azure/functions/app-environment";
import { addSite, testCloud } from "../support/test-cloud";

test("code of an app finds Resource Manager by the metadata host, as the azure-native provider does", async () => {
  const cloud = testCloud();
  const site = cloud.resources.get(await addSite(cloud, "sync", []))!;
  const needs = {
    ...cloud,
    storage: {} as never,
    identity: { url: "http://127.0.0.1:1", headerOf: () => "h" },
    caFile: "/ca.pem",
  };
  const environment = environmentOf({ ...needs, metadataHost: () => "127.0.0.1:4711" }, site);
  expect(environment).toMatchObject({
    ARM_METADATA_HOSTNAME: "127.0.0.1:4711",
    NODE_EXTRA_CA_CERTS: "/ca.pem",
  });
  expect(environmentOf(needs, site)).not.toHaveProperty("ARM_METADATA_HOSTNAME");
});
