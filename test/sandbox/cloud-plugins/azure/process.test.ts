import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { azurePluginDirectory } from "../../../../sandbox/cloud-plugins/azure/directory";
import { count } from "../../../support/process-counts";

test("the script prints the port on which the plugin listens", async () => {
  count("provider process");
  const script = path.join(azurePluginDirectory(), "pulumi-resource-azure-native");
  const child = spawn(script, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
  const [data] = await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "close");
  expect(String(data)).toMatch(/^\d+\n$/);
});
