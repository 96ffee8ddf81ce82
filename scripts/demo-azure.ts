import { azureChapter } from "./demo/azure-chapter";
import { azureDemoOptions } from "./demo/options";
import { runDemo } from "./demo/run-demo";
import { heading, say } from "./demo/say";
import { exitCodeOf } from "./demo/verdict";
import { findPulumi } from "./pulumi-cli";

/** Runs the chapter about Azure alone. */
async function main(): Promise<void> {
  const options = azureDemoOptions(process.argv.slice(2));
  heading("The pulumi CLI and the sandbox");
  const pulumiBin = await findPulumi({ say: (text) => say(`   ${text}`) });
  process.exitCode = exitCodeOf(await azureChapter(pulumiBin, options));
}

runDemo(main);
