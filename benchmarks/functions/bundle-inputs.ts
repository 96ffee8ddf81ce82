import path from "node:path";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { dagSyncVariables } from "../../components/shared/aws/dag-sync/function";
import { driftCheckVariables } from "../../components/shared/aws/pce-objects/drift-check-function";
import {
  normaliseVariables,
  uploadVariables,
} from "../../components/shared/aws/vpc-flow-logs-to-pce/environment";
import { flowLogFormats } from "../../components/shared/aws/vpc-flow-logs-to-pce/flow-log";
import { BUNDLES } from "../../core/contracts/aws/bundles";
import { OWN_FORMAT } from "../../core/contracts/aws/flow-log-format";

/** What a function is started with, and an event that it answers at once; no call reaches another system. */
export interface FirstEvent {
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
}

const QUEUE = "http://127.0.0.1:9/123456789012/flows";
const PCE = {
  host: "pce.example.com",
  port: "8443",
  orgId: "1",
  secretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:illumio/pce-AbCdEf",
};

/** What CloudWatch Logs sends before it accepts a subscription. */
const CONTROL_MESSAGE = gzipSync(
  JSON.stringify({
    messageType: "CONTROL_MESSAGE",
    owner: "CloudwatchLogs",
    logGroup: "",
    logStream: "",
    subscriptionFilters: [],
    logEvents: [
      { id: "", timestamp: 0, message: "CWL CONTROL MESSAGE: Checking health of destination Lambda." },
    ],
  }),
).toString("base64");

const FIRST_EVENTS: Readonly<Record<string, FirstEvent>> = {
  [BUNDLES.normalise]: {
    environment: normaliseVariables({
      flowLogFormats: flowLogFormats({ flows: OWN_FORMAT.join(" ") }),
      flowQueueUrl: QUEUE,
      includeRejected: "false",
    }),
    event: { awslogs: { data: CONTROL_MESSAGE } },
  },
  [BUNDLES.upload]: {
    environment: uploadVariables({
      pce: PCE,
      flowQueueUrl: QUEUE,
      refusedQueueUrl: QUEUE,
      deadLetterQueueUrl: QUEUE,
      callsPerMinute: "200",
      serverPorts: "",
      undecided: "drop",
    }),
    event: { Records: [] },
  },
  [BUNDLES.dagSync]: { environment: dagSyncVariables({ pce: PCE, parameters: "/bindings" }), event: {} },
  [BUNDLES.driftCheck]: { environment: driftCheckVariables({ pce: PCE, path: "/declarations" }), event: {} },
};

/** Functions that are not in the table get an empty event. */
export function firstEventOf(bundle: string): FirstEvent {
  return FIRST_EVENTS[bundle] ?? { environment: {}, event: {} };
}

/** Packages of AWS clients that a function's sources use. @param bundle `aws-normalise` for `functions/aws/normalise` */
export function clientPackagesOf(bundle: string, root: string): string[] {
  const { metafile } = buildSync({
    entryPoints: [path.join(root, "functions", bundle.replace("-", path.sep), "handler.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => /node_modules\/(@aws-sdk\/client-[\w-]+)\//.exec(file)?.[1] ?? [],
  );
  return [...new Set(packages)].sort();
}
