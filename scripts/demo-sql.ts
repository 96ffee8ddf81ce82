import { runDemo } from "./demo/run-demo";
import { heading, say } from "./demo/say";
import { sqlChapter } from "./demo/sql-chapter";
import { exitCodeOf } from "./demo/verdict";
import { findPulumi } from "./pulumi-cli";

/** Runs the chapter about the firewall of a database alone. */
async function main(): Promise<void> {
  heading("The pulumi CLI, a PCE and a server of Azure SQL");
  const pulumiBin = await findPulumi({ say: (text) => say(`   ${text}`) });
  process.exitCode = exitCodeOf(await sqlChapter(pulumiBin));
}

runDemo(main);
