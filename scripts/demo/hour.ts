import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import type { Sandbox } from "illumio-iac-sandbox";
import {
  compareWithTruth,
  playThreeTier,
  reversedOpenings,
  type TruthComparison,
} from "illumio-iac-sandbox/traffic";
import type { PceClient, TrafficFlow } from "../../clients/pce";
import { flowLogFields } from "../../core/flow-logs";
import { BatchTrace } from "./batch-trace";
import { countsText, queryFlows, reportFlows } from "./flow-report";
import { type FunctionTotals, functionTotals } from "./function-totals";
import { flowLines } from "./label-table";
import type { TrafficOptions } from "./options";
import { playMinutes } from "./play-minutes";
import { say } from "./say";
import { truthProblems } from "./verdict";

export interface HourReport {
  readonly packets: number;
  readonly totals: FunctionTotals;
  readonly flows: readonly TrafficFlow[];
  readonly truth: TruthComparison;
  readonly problems: readonly string[];
}

/** Plays the application into the account and waits until all of it has reached the PCE. */
export async function playHour(
  sandbox: Sandbox,
  pce: PceClient,
  { seed, minutes }: TrafficOptions,
): Promise<HourReport> {
  const { aws, topology } = sandbox;
  const start = aws.clock.now();
  const trace = new BatchTrace(aws, deployedFields(sandbox));
  const play = playThreeTier({ topology, seed, start, minutes });
  const played = await playMinutes(aws, play, minutes);

  const totals = functionTotals(await functionLogs(sandbox));
  const flows = await queryFlows(pce);
  const truth = compareWithTruth(flowLines(flows), play.truth, deployedView(sandbox));
  const reversed = reversedOpenings(truth.reversed, trace.connections(play.truth));
  const problems = [
    ...played.problems,
    ...truthProblems({ ...truth, reversedOpenings: reversed }),
    ...totals.problems,
  ];
  return { packets: played.packets, totals, flows, truth, problems };
}

export function reportHour({ packets, totals, flows, truth }: HourReport, mapFile: string): void {
  say(`   ${packets} packets seen at interfaces`);
  say(`   records in: ${totals.recordsIn}, in ${totals.deliveries} deliveries`);
  say(`   skipped: ${countsText(totals.skipped)}`);
  say(`   direction decided by: ${countsText(totals.decisions)}`);
  say(
    `   flows uploaded: ${totals.flowsUploaded} lines (${flows.length} different), refused: ${totals.flowsRefused}`,
  );
  say(`   PCE calls: ${totals.pceCalls}, in ${totals.uploads} uploads`);
  reportFlows({ flows, truth, mapFile });
}

async function functionLogs(sandbox: Sandbox): Promise<string[]> {
  const { aws } = sandbox;
  const { endpoint, region, accessKeyId, secretAccessKey } = aws;
  const client = new CloudWatchLogsClient({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const messages: string[] = [];
  for (const logGroupName of logGroupsOfFunctions(sandbox)) {
    for await (const page of paginateFilterLogEvents({ client }, { logGroupName })) {
      for (const { message } of page.events ?? []) messages.push(message ?? "");
    }
  }
  client.destroy();
  return messages;
}

function logGroupsOfFunctions({ aws }: Sandbox): string[] {
  const functions = aws.resources.list().filter(({ type }) => type === "AWS::Lambda::Function");
  return functions.map(({ id, properties }) => {
    const { LogGroup } = (properties["LoggingConfig"] ?? {}) as { LogGroup?: string };
    return LogGroup ?? `/aws/lambda/${id}`;
  });
}

function deployedFlowLogs({ aws }: Sandbox) {
  return aws.resources.list().filter(({ type }) => type === "AWS::EC2::FlowLog");
}

/** Fields of the deployed flow logs, which have one format. */
function deployedFields(sandbox: Sandbox): readonly string[] {
  return flowLogFields(String(deployedFlowLogs(sandbox)[0]?.properties["LogFormat"]));
}

/** What the deployed flow logs are set to show. */
function deployedView(sandbox: Sandbox): {
  trafficType: "ACCEPT" | "REJECT" | "ALL";
  interfaceIds: string[];
} {
  const { topology } = sandbox;
  const flowLogs = deployedFlowLogs(sandbox);
  const covered = new Set(flowLogs.map(({ properties }) => String(properties["ResourceId"])));
  const interfaces = topology.interfaces.filter(({ id, vpcId, subnetId }) =>
    [id, vpcId, subnetId].some((each) => covered.has(each)),
  );
  const types = new Set(flowLogs.map(({ properties }) => String(properties["TrafficType"])));
  return { trafficType: types.has("ALL") ? "ALL" : "ACCEPT", interfaceIds: interfaces.map(({ id }) => id) };
}
