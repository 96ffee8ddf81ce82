import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Label, PceConnection } from "../../../components/cdk";
import { DagSyncMetrics } from "../../../components/cdk/dag-sync-metrics";
import type { DriftCheckMetrics } from "../../../components/cdk/drift-check-metrics";
import type { FlowLogMetrics } from "../../../components/cdk/flow-log-metrics";
import type { PceConnectionMetrics } from "../../../components/cdk/pce-connection-metrics";
import type { CustomResourceLog, DriftCheckLog } from "../../../core/contracts/aws/function-logs";
import type { DagSyncLog, NormaliseLog, UploadLog } from "../../../core/contracts/function-logs";
import { APPS } from "./apps";
import { testStack } from "./synth";
import { pce, traffic } from "./traffic";

/** Members of a line of log that are counted: numbers whose name begins with a capital letter. */
type Counted<Log> = {
  [Name in keyof Log]: Name extends Capitalize<Name & string>
    ? Log[Name] extends number
      ? Name
      : never
    : never;
}[keyof Log];

/** Members of a line of log that are counted by name, as `Skipped.no-data`. */
type CountedByName<Log> = {
  [Name in keyof Log]: Log[Name] extends Readonly<Record<string, number>> ? Name : never;
}[keyof Log];

/** Methods of a class whose first argument is of a type. */
type MethodsWith<Argument, Of> = {
  [Name in keyof Of]: Of[Name] extends (argument: Argument, ...more: never[]) => Metric ? Name : never;
}[keyof Of];

/** A method for each counted member; the compiler refuses a missing one. */
type Methods<Log, Of> = Record<Counted<Log>, MethodsWith<undefined, Of>>;
type MethodsByName<Log, Of> = Record<CountedByName<Log>, MethodsWith<string, Of>>;

const NORMALISE: Methods<NormaliseLog, FlowLogMetrics> = {
  RecordsIn: "metricRecordsIn",
  RecordsSkipped: "metricRecordsSkipped",
  RecordsUnreadable: "metricRecordsUnreadable",
  RecordsCarried: "metricRecordsCarried",
  FlowsOut: "metricFlowsOut",
  MessagesSent: "metricMessagesSent",
  MessagesFailed: "metricNormaliseMessagesFailed",
};
const NORMALISE_BY_NAME: MethodsByName<NormaliseLog, FlowLogMetrics> = {
  skipped: "metricSkipped",
  decisions: "metricNormaliseDecided",
};
const UPLOAD: Methods<UploadLog, FlowLogMetrics> = {
  FlowsIn: "metricFlowsIn",
  PceCalls: "metricPceCalls",
  PceCallsFailed: "metricPceCallsFailed",
  PceAnswersUnreadable: "metricPceAnswersUnreadable",
  FlowsUploaded: "metricFlowsUploaded",
  FlowsRefused: "metricFlowsRefused",
  FlowsUnmatched: "metricFlowsUnmatched",
  FlowsFailed: "metricFlowsFailed",
  FlowsInDoubt: "metricFlowsInDoubt",
  MessagesIn: "metricMessagesIn",
  MessagesUnreadable: "metricMessagesUnreadable",
  MessagesFailed: "metricUploadMessagesFailed",
  MessagesPutBack: "metricMessagesPutBack",
  MessagesGivenUp: "metricMessagesGivenUp",
  MostReceives: "metricMostReceives",
  OldestFlowsInSeconds: "metricOldestFlowsInSeconds",
  FlowsRepeated: "metricFlowsRepeated",
};
const UPLOAD_BY_NAME: MethodsByName<UploadLog, FlowLogMetrics> = { decisions: "metricUploadDecided" };
const DAG_SYNC: Methods<DagSyncLog, DagSyncMetrics> & MethodsByName<DagSyncLog, DagSyncMetrics> = {
  Entries: "metricEntries",
  EntriesInSync: "metricEntriesInSync",
  EntriesWritten: "metricEntriesWritten",
  EntriesStale: "metricEntriesStale",
  EntriesFailed: "metricEntriesFailed",
  AddressesRegistered: "metricAddressesRegistered",
  AddressesUnregistered: "metricAddressesUnregistered",
  PceCalls: "metricPceCalls",
  FirewallCalls: "metricFirewallCalls",
};

const DRIFT_CHECK: Methods<DriftCheckLog, DriftCheckMetrics> = {
  ObjectsChecked: "metricObjectsChecked",
  ObjectsDrifted: "metricObjectsDrifted",
  ObjectsFailed: "metricObjectsFailed",
  PceCalls: "metricPceCalls",
};

type ObjectMethods = Methods<CustomResourceLog, PceConnectionMetrics> &
  MethodsByName<CustomResourceLog, PceConnectionMetrics>;
const OBJECTS: ObjectMethods = { RequestsFailed: "metricRequestsFailed", PceCalls: "metricPceCalls" };
const BINDINGS: ObjectMethods = {
  RequestsFailed: "metricBindingRequestsFailed",
  PceCalls: "metricBindingPceCalls",
};

/** What the log calls the counts of a member. */
const PREFIXES = { skipped: "Skipped", decisions: "Decided" };

test("every metric of the functions of a VpcFlowLogsToPce has a method, with the function as its dimension", () => {
  const { construct } = traffic();
  const expected = (metric: Metric, metricName: string, FunctionName: string) =>
    expect(metric).toMatchObject({
      namespace: "IllumioIac/FlowLogs",
      metricName,
      dimensions: { FunctionName },
      statistic: /^(Most|Oldest)/.test(metricName) ? "Maximum" : "Sum",
    });
  for (const [name, method] of Object.entries(NORMALISE))
    expected(construct[method](), name, construct.normaliseFunction.functionName);
  for (const [name, method] of Object.entries(UPLOAD))
    expected(construct[method](), name, construct.uploadFunction.functionName);
  const { normaliseFunction, uploadFunction } = construct;
  for (const [member, method] of Object.entries(NORMALISE_BY_NAME))
    expected(
      construct[method]("why"),
      `${PREFIXES[member as "skipped"]}.why`,
      normaliseFunction.functionName,
    );
  for (const [member, method] of Object.entries(UPLOAD_BY_NAME))
    expected(construct[method]("why"), `${PREFIXES[member as "decisions"]}.why`, uploadFunction.functionName);
});

test("every metric of DagSync has a method", () => {
  for (const method of Object.values(DAG_SYNC))
    expect(DagSyncMetrics.prototype[method]).toBeInstanceOf(Function);
});

test("every metric of a drift check has a method, with its function as the dimension", () => {
  const stack = testStack();
  APPS["objects of the PCE with driftCheck by default"]!(stack);
  const { driftCheck } = stack.node.findChild("Pce") as PceConnection;
  for (const [metricName, method] of Object.entries(DRIFT_CHECK))
    expect(driftCheck![method]()).toMatchObject({
      namespace: "IllumioIac/DriftCheck",
      metricName,
      dimensions: { FunctionName: driftCheck!.function.functionName },
      statistic: metricName === "PceCalls" ? "Sum" : "Maximum",
    });
});

test("every metric of the functions behind objects of a PCE has a method for each function", () => {
  const stack = testStack();
  APPS["DagBinding with DagSync by default"]!(stack);
  const connection = stack.node.findChild("Pce") as PceConnection;
  new Label(stack, "Prod", { connection, key: "env", value: "prod" });
  const expected = (metric: Metric, metricName: string, FunctionName: string) =>
    expect(metric).toMatchObject({
      namespace: "IllumioIac/CustomResources",
      metricName,
      dimensions: { FunctionName },
      statistic: "Sum",
    });
  for (const [name, method] of Object.entries(OBJECTS))
    expected(connection[method](), name, connection.function!.functionName);
  for (const [name, method] of Object.entries(BINDINGS))
    expected(connection[method](), name, connection.bindingFunction!.functionName);
});

test("a metric of a function that a connection does not have yet is refused", () => {
  const stack = testStack();
  const connection = new PceConnection(stack, "Pce", { pce: pce(stack) });
  expect(() => connection.metricPceCalls()).toThrow(
    "Stack/Pce has no function whose PceCalls could be measured; make a Label or UnmanagedWorkload with it before",
  );
  expect(() => connection.metricBindingRequestsFailed()).toThrow(
    /RequestsFailed .* make a DagBinding with it/,
  );
});
