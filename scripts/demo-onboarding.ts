import { onboardingChapter } from "./demo/onboarding/chapter";
import { onboardingDemoOptions } from "./demo/options";
import { runDemo } from "./demo/run-demo";
import { heading, say } from "./demo/say";
import { exitCodeOf } from "./demo/verdict";
import { findPulumi } from "./pulumi-cli";

/** Runs the chapter about new machines that onboard themselves alone. */
async function main(): Promise<void> {
  const options = onboardingDemoOptions(process.argv.slice(2));
  heading("The pulumi CLI, a PCE, Azure, Check Point and ServiceNow");
  const pulumiBin = await findPulumi({ say: (text) => say(`   ${text}`) });
  process.exitCode = exitCodeOf(await onboardingChapter(pulumiBin, options));
}

runDemo(main);
