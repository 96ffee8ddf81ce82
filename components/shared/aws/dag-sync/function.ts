import { BUNDLES } from "../../../../core/contracts/aws/bundles";
import { DAG_SYNC } from "../../../../core/contracts/aws/function-environment";
import { type PceTexts, pceVariables } from "../pce-variables";

export const DAG_SYNC_FUNCTION = {
  bundle: BUNDLES.dagSync,
  description: "Keeps registered addresses of firewalls equal to what labels in an Illumio PCE say",
  /** Greatest number of runs at the same time. A second one would decide by what the first is about to change. */
  reservedConcurrentExecutions: 1,
} as const;

/**
 * Environment variables of *dag-sync*. Values are texts of the engine and are passed on without being read.
 *
 * @param parameters names of the parameters that hold the bindings, separated by commas; without them a file does
 */
export function dagSyncVariables<Text>(values: {
  readonly pce: PceTexts<Text>;
  readonly parameters?: Text;
}): Record<string, Text> {
  const { pce, parameters } = values;
  return { ...pceVariables(pce), ...(parameters === undefined ? {} : { [DAG_SYNC.parameters]: parameters }) };
}
