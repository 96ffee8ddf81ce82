import { BUNDLES } from "../../../../core/contracts/aws/bundles";
import { DRIFT_CHECK } from "../../../../core/contracts/aws/function-environment";
import { MEMORY_SIZE_IN_MEGABYTES } from "../function-defaults";
import { type PceTexts, pceVariables } from "../pce-variables";

/** The function that compares labels and workloads with their declarations. */
export const DRIFT_CHECK_FUNCTION = {
  bundle: BUNDLES.driftCheck,
  description: "Compares labels and workloads of an Illumio PCE with what a stack declares",
  memorySizeInMegabytes: MEMORY_SIZE_IN_MEGABYTES,
  /** An object takes a call or two, of which a function makes 400 a minute. */
  timeoutInSeconds: 300,
} as const;

/** The EventBridge rule that calls it. */
export const DRIFT_CHECK_SCHEDULE = {
  description: "Compares labels and workloads of a PCE with their declarations",
  targetId: "drift-check",
} as const;

/** Environment variables of *drift-check*. Values are texts of the engine and are passed on without being read. */
export function driftCheckVariables<Text>(values: {
  readonly pce: PceTexts<Text>;
  /** Below which the declarations are kept. */
  readonly path: Text;
}): Record<string, Text> {
  return { ...pceVariables(values.pce), [DRIFT_CHECK.path]: values.path };
}
