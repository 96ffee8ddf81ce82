import { runPlugin } from "../provider/serve";
import { awsPlugin } from "./plugin";

runPlugin(awsPlugin(process.env)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
