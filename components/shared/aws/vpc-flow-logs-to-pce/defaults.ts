import { logFormatText, OWN_FORMAT } from "../../../../core/contracts/aws/flow-log-format";
import {
  FLOW_BATCH_WINDOW_IN_SECONDS,
  NORMALISE_TIMEOUT_IN_SECONDS,
  UPLOAD_TIMEOUT_IN_SECONDS,
} from "../../../../core/contracts/aws/flow-queue";
import { Undecided } from "../../../../core/flow-logs/flows/undecided";
import { FLOW_DEFAULTS } from "../../flow-arguments";
import { FUNCTION_LOG_RETENTION_IN_DAYS, MEMORY_SIZE_IN_MEGABYTES } from "../function-defaults";

/** Defaults of the arguments of `VpcFlowLogsToPce`. */
export const FLOW_LOG_DEFAULTS = {
  logFormat: logFormatText(OWN_FORMAT),
  ...FLOW_DEFAULTS,
  undecided: Undecided.Drop,
  normalise: {
    memorySizeInMegabytes: MEMORY_SIZE_IN_MEGABYTES,
    timeoutInSeconds: NORMALISE_TIMEOUT_IN_SECONDS,
  },
  upload: {
    memorySizeInMegabytes: MEMORY_SIZE_IN_MEGABYTES,
    timeoutInSeconds: UPLOAD_TIMEOUT_IN_SECONDS,
  },
  maxConcurrency: 2,
  batchWindowInSeconds: FLOW_BATCH_WINDOW_IN_SECONDS,
  flowLogRetentionInDays: 7,
  functionLogRetentionInDays: FUNCTION_LOG_RETENTION_IN_DAYS,
  failedDeliveryRetentionInDays: 90,
  deleteFailedDeliveries: false,
  deleteFlowLogGroup: false,
} as const;
