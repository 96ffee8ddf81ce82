import { Command } from "commander";
import { answerLimits } from "../../clients/http/answer-limits";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { readPolicyFacts } from "../../clients/pce/policy";
import type { LabelExpression } from "../../core/labels/label-expression";
import { type PolicyFacts, PolicyIndex, type PortRange, whoReaches } from "../../core/policy";
import { jsonLines, print } from "../output";
import { Progress } from "../progress";
import { answerJson, answerLines } from "./answer-text";
import { labelsOption, portOption, workloadOf } from "./provider-options";

interface WhoReachesOptions {
  readonly labels?: LabelExpression;
  readonly workload?: string;
  readonly port: readonly PortRange[];
  readonly json?: boolean;
}

/** `illumio-iac policy who-reaches`: who may reach a provider, by the policy in force. */
export function whoReachesCommand(): Command {
  return new Command("who-reaches")
    .description("print the addresses that may reach a provider by the active policy, each with its rule")
    .option(
      "--labels <labels>",
      "labels of the provider, for example role=db,app=orders; values of one key are alternatives; may be repeated",
      labelsOption,
    )
    .option("--workload <workload>", "the provider by its href, name or hostname, in place of --labels")
    .requiredOption(
      "--port <port>",
      "port of the provider: 1433, 5432/udp, 1000-2000/tcp, 7/132; may be repeated",
      portOption,
    )
    .option("--json", "print JSON instead of a table, with what override denies name")
    .addHelpText("after", HELP)
    .action((options: WhoReachesOptions, command: Command) => {
      const given = [options.labels, options.workload].filter((one) => one !== undefined).length;
      if (given !== 1)
        command.error(
          `error: ${given === 0 ? "neither --labels nor --workload was" : "--labels and --workload were both"} given; give one of them, which names the provider`,
        );
      return answer(options);
    });
}

const HELP = `
The answer is what rules of the active policy allow, less what override denies name. Draft rules, ordinary deny rules,
enforcement boundaries and enforcement modes change nothing. What addresses and ports cannot express (user groups,
processes, host names and the like) is left out and listed below the table.

The PCE is that of the ILLUMIO_PCE_… and ILLUMIO_API_KEY_… environment variables; the key needs a role that may read
rule sets, for example Global Read Only.

Exit codes: 0 answered (also when nobody may), 1 something failed, for example a label that does not exist, no workload
that matches, or an override deny that cannot be expressed; 2 called in a wrong way.

Examples:
  illumio-iac policy who-reaches --labels role=db,app=orders --port 1433
  illumio-iac policy who-reaches --workload orders-db --port 5432 --port 5432/udp --json`;

async function answer({ labels, workload, port, json }: WhoReachesOptions): Promise<void> {
  const facts = await readFacts();
  const provider = labels === undefined ? workloadOf(workload!, facts) : { labels };
  const found = whoReaches(PolicyIndex.of(facts), { provider, ports: port });
  await print(json ? jsonLines(answerJson(found, facts)) : answerLines(found, facts));
}

async function readFacts(): Promise<PolicyFacts> {
  const pce = new PceClient(pceConnectionFromEnvironment(process.env), answerLimits(process.env));
  const progress = new Progress();
  try {
    return await readPolicyFacts(pce, (count) => progress.say(() => `${count} objects of the PCE read`));
  } finally {
    await pce.close();
  }
}
