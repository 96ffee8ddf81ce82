import type { FuzzTarget } from "../fuzz-target";
import { addresses } from "./addresses";
import { azureBlobs } from "./azure-blobs";
import { bindingsFiles } from "./bindings-files";
import { deliveries } from "./deliveries";
import { failedDeliveries } from "./failed-deliveries";
import { flowLogContainers } from "./flow-log-containers";
import { flowLogCsv } from "./flow-log-csv";
import { flowLogFormats } from "./flow-log-formats";
import { flowLogJson } from "./flow-log-json";
import { flowLogLines } from "./flow-log-lines";
import { flowMessages } from "./flow-messages";
import { flowsCommand } from "./flows-command";
import { normalise } from "./normalise";
import { panosAnswers } from "./panos-answers";
import { parquet } from "./parquet";
import { pceAnswers } from "./pce-answers";
import { pceErrorBodies } from "./pce-error-bodies";
import { pceFacts } from "./pce-facts";
import { revisionTags } from "./revision-tags";
import { settings } from "./settings";
import { stackExports } from "./stack-exports";

/** Every parser that reads what others wrote. A new one gets a file here and an entry in this list. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  flowLogLines,
  flowLogContainers,
  flowLogJson,
  flowLogCsv,
  parquet,
  azureBlobs,
  flowLogFormats,
  deliveries,
  normalise,
  flowMessages,
  flowsCommand,
  failedDeliveries,
  pceErrorBodies,
  addresses,
  revisionTags,
  settings,
  pceAnswers,
  pceFacts,
  panosAnswers,
  bindingsFiles,
  stackExports,
];
