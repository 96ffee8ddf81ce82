import { dagChapter } from "./demo/dag-chapter";
import { runDemo } from "./demo/run-demo";
import { heading, say } from "./demo/say";
import { findPulumi } from "./pulumi-cli";

/** Runs the chapter about the firewalls alone. */
async function main(): Promise<void> {
  heading("The pulumi CLI, a PCE, a pair of firewalls and a Panorama");
  await dagChapter(await findPulumi({ say: (text) => say(`   ${text}`) }));
}

runDemo(main);
