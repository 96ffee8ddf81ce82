import { runPlugin } from "../provider/serve";
import { azurePlugin } from "./plugin";

runPlugin(azurePlugin(process.env)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
