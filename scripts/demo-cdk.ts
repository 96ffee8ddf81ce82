import { cdkChapter } from "./demo/cdk-chapter";
import { cdkDemoOptions } from "./demo/options";
import { runDemo } from "./demo/run-demo";
import { heading } from "./demo/say";
import { exitCodeOf } from "./demo/verdict";

/** Runs the chapter about CDK alone. */
async function main(): Promise<void> {
  const options = cdkDemoOptions(process.argv.slice(2));
  heading("The cdk CLI and the sandbox");
  process.exitCode = exitCodeOf(await cdkChapter(options));
}

runDemo(main);
