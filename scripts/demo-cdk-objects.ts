import { cdkObjectsChapter } from "./demo/cdk-objects-chapter";
import { heading } from "./demo/say";
import { exitCodeOf } from "./demo/verdict";

/** Runs the chapter about PCE objects by CDK alone. */
async function main(): Promise<void> {
  heading("The cdk CLI, a PCE, an AWS account and a pair of firewalls");
  process.exitCode = exitCodeOf(await cdkObjectsChapter());
}

main().catch((error: Error) => {
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
});
