import { DAG_SYNC_TIMEOUT_IN_SECONDS } from "../../../../core/contracts/aws/dag-sync";
import { FUNCTION_LOG_RETENTION_IN_DAYS, MEMORY_SIZE_IN_MEGABYTES } from "../function-defaults";

/** Defaults of the arguments of `DagSync`. */
export const DAG_SYNC_DEFAULTS = {
  intervalInMinutes: 5,
  memorySizeInMegabytes: MEMORY_SIZE_IN_MEGABYTES,
  timeoutInSeconds: DAG_SYNC_TIMEOUT_IN_SECONDS,
  functionLogRetentionInDays: FUNCTION_LOG_RETENTION_IN_DAYS,
} as const;
