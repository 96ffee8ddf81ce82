import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { playOnClock, type Sandbox } from "illumio-iac-sandbox";
import {
  compareWithTruth,
  playThreeTier,
  reversedOpenings,
  type TruthComparison,
} from "illumio-iac-sandbox/traffic";
import type { PceClient, TrafficFlow } from "../../clients/pce";
import { flowLogFields } from "../../core/flow-logs";
import { BatchTrace } from "./batch-trace";
import { type FunctionTotals, functionTotals } from "./function-totals";
import { flowLines, labelEdges } from "./label-table";
import type { TrafficOptions } from "./options";
import { say, table, withProgress } from "./say";
import { truthProblems } from "./verdict";

/** Longest that records may take from the last packet to the PCE: windows, delivery, batching. */
const SETTLING_IN_MS = 30 * 60_000;

/** Ports of one pair of labels in the table; a port scan has hundreds. */
const PORTS_SHOWN = 5;

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
  const progress = playOnClock(aws, play.packets);
  const minute = () => Math.round((aws.clock.now() - start) / 60_000);
  const idle = await withProgress(
    () => `minute ${minute()} on the sandbox clock, ${progress.observations} packets`,
    async () => {
      for (let played = 0; played < minutes; played += 1) await aws.clock.advance(60_000);
      return aws.clock.advanceUntilIdle(SETTLING_IN_MS);
    },
  );
  const problems = idle
    ? []
    : [`records were still on their way ${SETTLING_IN_MS / 60_000} minutes after the last packet`];

  const totals = functionTotals(await functionLogs(sandbox));
  const flows = await pce.queryTraffic({ start_date: daysFromNow(-1), end_date: daysFromNow(1) });
  const truth = compareWithTruth(flowLines(flows), play.truth, deployedView(sandbox));
  const reversed = reversedOpenings(truth.reversed, trace.connections(play.truth));
  problems.push(...truthProblems({ ...truth, reversedOpenings: reversed }), ...totals.problems);
  return { packets: progress.observations, totals, flows, truth, problems };
}

export function reportHour({ packets, totals, flows, truth }: HourReport, mapFile: string): void {
  const counts = (record: Readonly<Record<string, number>>) =>
    Object.entries(record)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  const edges = labelEdges(flows, "role");
  say(`   ${packets} packets seen at interfaces`);
  say(`   records in: ${totals.recordsIn}, in ${totals.deliveries} deliveries`);
  say(`   skipped: ${counts(totals.skipped)}`);
  say(`   direction decided by: ${counts(totals.decisions)}`);
  say(
    `   flows uploaded: ${totals.flowsUploaded} lines (${flows.length} different), refused: ${totals.flowsRefused}`,
  );
  say(`   PCE calls: ${totals.pceCalls}, in ${totals.uploads} uploads`);
  say();
  say(
    table(
      ["from", "to", "ports", "flows"],
      edges.map(({ from, to, ports, flows: count }) => [from, to, listed(ports), count]),
    ),
  );
  say();
  say(
    `   against what really happened: ${truth.found.length} connections found, ${truth.missed.length} missed, ` +
      `${truth.reversed.length} reversed, ${truth.invented.length} invented`,
  );
  say(`   map: ${mapFile}`);
}

function listed(ports: readonly string[]): string {
  const shown = ports.slice(0, PORTS_SHOWN).join(" ");
  return ports.length > PORTS_SHOWN ? `${shown} and ${ports.length - PORTS_SHOWN} more` : shown;
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

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}
