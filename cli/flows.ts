import { Command, InvalidArgumentError, Option } from "commander";
import { answerLimits } from "../clients/http/answer-limits";
import { MOST_FLOWS, PceClient, pceConnectionFromEnvironment } from "../clients/pce";
import { commaSeparated, digits, port } from "../core/checks";
import { counted } from "../core/counted";
import { PartialFailureError } from "../core/errors";
import { type DecidedFlows, flowLogFields } from "../core/flow-logs";
import { Undecided } from "../core/flow-logs/flows/undecided";
import { flowSummary } from "./flow-summary";
import { checkMapOptions, writeMap } from "./map/write-map";
import { optionValue } from "./option-values";
import { print, printAscii, say } from "./output";
import { Progress } from "./progress";
import { readFlows } from "./read-flows";

interface FlowsOptions {
  readonly fields?: readonly string[];
  readonly json?: boolean;
  readonly includeRejected?: boolean;
  readonly serverPorts?: readonly number[];
  readonly undecided: Undecided;
  readonly upload?: boolean;
  readonly map?: string;
  readonly mapBy?: string;
  readonly inventory?: string;
}

/** `illumio-iac flows`: the flows of a flow log, each from client to server. */
export function flowsCommand(): Command {
  return new Command("flows")
    .description("read flow logs of AWS and Azure and print who talks to whom: client,server,port,protocol")
    .argument(
      "<path...>",
      "flow logs in any form: files, folders, or - for standard input; the content decides how each is read",
    )
    .option("--fields <names>", "field names in their order, for files without a header line", fieldNames)
    .option("--json", "print an array of objects instead of lines")
    .option("--include-rejected", "include rejected traffic")
    .option(
      "--server-ports <ports>",
      "ports on which your servers listen, for example 8080,9443",
      optionValue(commaSeparated(digits(port()))),
    )
    .addOption(
      new Option("--undecided <what>", "what happens to a flow whose direction cannot be decided")
        .choices(Object.values(Undecided))
        .default("drop"),
    )
    .option(
      "--map <file.svg>",
      "also draw who talks to whom: by labels of the PCE where the ILLUMIO_… variables name one, else by network",
    )
    .option(
      "--map-by <key>",
      "label type, or column of the inventory, that makes the groups of the map (default: role)",
    )
    .option(
      "--inventory <file>",
      "names for the map: lines 'address name', or CSV with address, name, role, …",
    )
    .option("--upload", "also send the flows to the PCE that the ILLUMIO_… environment variables name")
    .addHelpText(
      "after",
      `
Input formats (one may contain another, and one run may read several):
  lines          as S3 has them, with or without header; as aws logs tail prints them; exports; --output text
  CSV            of the console, of Logs Insights (@message or discovered fields) and of Athena
  JSON           what CloudWatch Logs sends; events of Lambda, Kinesis and Firehose; records of Firehose; what
                 aws logs filter-log-events, get-log-events, get-query-results and aws athena get-query-results
                 print; arrays of events or texts
  PT1H.json      VNet flow logs (version 4) and NSG flow logs (1, 2) of Azure, as in the storage account; also while
                 their hour is open, and entries as an array or one a line
  Parquet        as flow logs and Athena write it
  gzip, zstd     (zstd from Node.js 22.15 on), and UTF-16 with a byte order mark
  folders        every file in them, at any depth; what is no flow log is named and counted

Without --fields and a header line, the form of each record decides: 14 fields are the default format, 22 fields the
format that this package sets up, and records of a transit gateway have their own default format.

A summary goes to standard error: records, flows, what was skipped and why, and how directions were decided.

Examples:
  illumio-iac flows 123456789012_vpcflowlogs_us-east-1_fl-0a1b_20260901T0000Z_5f2c.log.gz
  illumio-iac flows logs --map map.svg > flows.csv
  aws s3 sync s3://my-bucket/AWSLogs/123456789012/vpcflowlogs logs && illumio-iac flows logs
  az storage blob download-batch -s insights-logs-flowlogflowevent -d logs && illumio-iac flows logs
  aws logs filter-log-events --log-group-name my-flow-logs | illumio-iac flows -
  illumio-iac flows --fields 'version srcaddr dstaddr srcport dstport protocol tcp-flags action' custom.log`,
    )
    .action(printFlows);
}

async function printFlows(paths: readonly string[], options: FlowsOptions): Promise<void> {
  const connection = options.upload ? pceConnectionFromEnvironment(process.env) : undefined;
  checkMapOptions(options, process.env);
  const progress = new Progress();
  const { flows, stats, files } = await readFlows(paths, options, progress);
  if (options.json) await print(jsonArray(flows.lines()));
  else await printAscii(flows.pieces());
  say(...flowSummary(stats, flows.size, files));
  if (options.map !== undefined)
    say(await writeMap([...flows.lines()], { ...options, map: options.map }, process.env));
  if (connection !== undefined)
    await upload(new PceClient(connection, answerLimits(process.env)), flows, progress);
}

async function upload(pce: PceClient, flows: DecidedFlows, progress: Progress): Promise<void> {
  try {
    let received = 0;
    let calls = 0;
    const refused: string[] = [];
    let refusedLines = 0;
    for (const sent of inCalls(flows.lines())) {
      calls++;
      const answer = await pce.uploadFlows(sent);
      received += sent.length - answer.failed;
      refusedLines += answer.failed;
      refused.push(...answer.failedFlows);
      progress.say(() => `${received} of ${flows.size} flows uploaded`);
    }
    say(`uploaded: ${counted(received, "flow")} in ${counted(calls, "call")}`);
    if (refusedLines === 0) return;
    const named = refused.length > 0 ? refused : [counted(refusedLines, "line")];
    throw new PartialFailureError(
      "uploading flows",
      named.map((item) => ({ item, reason: "the PCE refused it" })),
      received,
    );
  } finally {
    await pce.close();
  }
}

function* inCalls(lines: Iterable<string>): Generator<string[]> {
  let call: string[] = [];
  for (const line of lines) {
    if (call.push(line) < MOST_FLOWS) continue;
    yield call;
    call = [];
  }
  if (call.length > 0) yield call;
}

/** Lines of the JSON text. */
function* jsonArray(lines: Iterable<string>): Generator<string> {
  yield "[";
  let before = "";
  for (const line of lines) {
    const [client, server, port, protocol] = line.split(",");
    const flow = { client, server, port: Number(port), protocol: Number(protocol) };
    if (before !== "") yield `${before},`;
    before = JSON.stringify(flow);
  }
  if (before !== "") yield before;
  yield "]";
}

function fieldNames(text: string): readonly string[] {
  try {
    return flowLogFields(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
