import { Command } from "commander";
import { whoReachesCommand } from "./policy/who-reaches";

/** `illumio-iac policy`: questions about the policy in force. */
export function policyCommand(): Command {
  return new Command("policy")
    .description("ask what the active policy of the PCE means")
    .addCommand(whoReachesCommand());
}
