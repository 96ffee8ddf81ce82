import { cdkObjectsChapter } from "./demo/cdk-objects-chapter";
import { runDemo } from "./demo/run-demo";
import { heading } from "./demo/say";
import { exitCodeOf } from "./demo/verdict";

/** Runs the chapter about PCE objects by CDK alone. */
async function main(): Promise<void> {
  heading("The cdk CLI, a PCE, an AWS account and a pair of firewalls");
  process.exitCode = exitCodeOf(await cdkObjectsChapter());
}

runDemo(main);
