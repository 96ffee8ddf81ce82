import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startSandbox } from "illumio-iac-sandbox";
import { awsPluginDirectory } from "illumio-iac-sandbox/cloud-plugins";
import { PceClient } from "../clients/pce";
import { azureChapter } from "./demo/azure-chapter";
import { cdkChapter } from "./demo/cdk-chapter";
import { cdkObjectsChapter } from "./demo/cdk-objects-chapter";
import { dagChapter } from "./demo/dag-chapter";
import { footprint } from "./demo/footprint";
import { hourChapter } from "./demo/hour-chapter";
import { keepRunning } from "./demo/keep-running";
import { onboardingChapter } from "./demo/onboarding/chapter";
import { demoOptions } from "./demo/options";
import { freeStackName, PulumiStack } from "./demo/pulumi-stack";
import { runDemo } from "./demo/run-demo";
import { runStack } from "./demo/run-stack";
import { heading, say } from "./demo/say";
import { sqlChapter } from "./demo/sql-chapter";
import { exitCodeOf } from "./demo/verdict";
import { findPulumi, isolatedPulumiEnvironment } from "./pulumi-cli";

const root = path.resolve(__dirname, "../..");
const program = path.join(root, "examples/aws-visibility");

/**
 * Runs the main task against the sandbox, from `pulumi preview` to `pulumi destroy`, and lists all problems at the end.
 */
async function main(): Promise<void> {
  const options = demoOptions(process.argv.slice(2));
  const directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  const problems: string[] = [];

  heading("The pulumi CLI and the sandbox");
  const pulumiBin = await findPulumi({ say: (text) => say(`   ${text}`) });
  const startTime = Math.floor(Date.now() / 60_000) * 60_000;
  const sandbox = await startSandbox({ seed: options.seed, startTime });
  const { pce: pceServer, aws } = sandbox;
  const pce = new PceClient({ ...pceServer });
  say(`   pulumi: ${pulumiBin}`);
  say(`   PCE ${pceServer.url} and AWS account ${aws.accountId} at ${aws.endpoint}, both on this machine`);
  const environment = isolatedPulumiEnvironment({
    directory,
    pulumiBin,
    pluginDirectories: [awsPluginDirectory()],
    aws,
    pce: pceServer,
  });
  const name = freeStackName(program);
  const stack = new PulumiStack({ bin: pulumiBin, program, environment, name });
  try {
    const found = await runStack({
      stack,
      config: { "aws-visibility:vpcId": sandbox.vpcId, "aws-visibility:pceSecretArn": sandbox.pceSecretArn },
      footprint: () => footprint(pce, aws),
      place: "account",
      use: () => hourChapter(sandbox, pce, options),
      beforeDestroy: async () => {
        if (!options.keep) return;
        const [place, example] = ["account", "aws-visibility"] as const;
        await keepRunning({ pce: pceServer, cloud: aws, place, environment, stack: name, example });
      },
    });
    problems.push(...found);
  } finally {
    stack.forget();
    await pce.close();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
  if (!options.keep && problems.length === 0) {
    heading("Palo Alto firewalls that follow the labels");
    await dagChapter(pulumiBin);
    if (options.all) {
      heading("The same application in Azure");
      problems.push(...(await azureChapter(pulumiBin, options)));
      heading("The firewall of an Azure SQL server that follows the policy");
      problems.push(...(await sqlChapter(pulumiBin)));
      heading("New virtual machines of Azure that onboard themselves");
      problems.push(...(await onboardingChapter(pulumiBin, options)));
      heading("The same traffic through the cdk CLI");
      problems.push(...(await cdkChapter(options)));
      heading("Labels, workloads and address groups through the cdk CLI");
      problems.push(...(await cdkObjectsChapter()));
    }
  }
  process.exitCode = exitCodeOf(problems);
}

runDemo(main);
