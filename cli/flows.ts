import { createReadStream } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { MOST_FLOWS, PceClient, pceConnectionFromEnvironment } from "../clients/pce";
import {
  FlowLogFormatError,
  IllumioIacError,
  isFlowLogFormatError,
  PartialFailureError,
} from "../core/errors";
import {
  addStats,
  FlowBatch,
  type FlowLogStats,
  FlowTable,
  flowLogFields,
  NO_STATS,
  readFlowLogFile,
  unreadableRecords,
} from "../core/flow-logs";
import { flowSummary } from "./flow-summary";
import { Progress } from "./progress";
import { writeAll } from "./write-all";

interface FlowsOptions {
  readonly fields?: readonly string[];
  readonly json?: boolean;
  readonly includeRejected?: boolean;
  readonly serverPorts?: readonly number[];
  readonly undecided: "drop" | "lower-port";
  readonly upload?: boolean;
}

const BODY_IN_BYTES = 8 * 1024 * 1024;

/** `illumio-iac flows`: what a flow log says, as flows from client to server. */
export function flowsCommand(): Command {
  return new Command("flows")
    .description("read AWS flow logs and print who talks to whom: client,server,port,protocol")
    .argument(
      "<file...>",
      "flow log, plain or gzip; CloudWatch Logs payload or event as JSON; - for standard input",
    )
    .option("--fields <names>", "fields in their order, where a file has no header line", fieldNames)
    .option("--json", "print an array of objects instead of lines")
    .option("--include-rejected", "take rejected traffic too")
    .option(
      "--server-ports <ports>",
      "ports on which your servers listen, for example 8080,9443",
      portNumbers,
    )
    .addOption(
      new Option("--undecided <what>", "what happens to a flow whose direction nothing tells")
        .choices(["drop", "lower-port"])
        .default("drop"),
    )
    .option("--upload", "also send the flows to the PCE that the ILLUMIO_… environment variables name")
    .addHelpText(
      "after",
      `
Without --fields and header, records of 14 fields are read as the default format, records of 22 fields as the format
that this package sets up, and records of a transit gateway as its default format.

A summary goes to standard error: records, flows, what was skipped and why, and how directions were told.

Examples:
  illumio-iac flows 123456789012_vpcflowlogs_us-east-1_fl-0a1b_20260901T0000Z_5f2c.log.gz
  aws logs filter-log-events --log-group-name my-flow-logs | illumio-iac flows -
  illumio-iac flows --fields 'version srcaddr dstaddr srcport dstport protocol tcp-flags action' custom.log`,
    )
    .action(flows);
}

async function flows(files: readonly string[], options: FlowsOptions): Promise<void> {
  const connection = options.upload ? pceConnectionFromEnvironment(process.env) : undefined;
  const table = new FlowTable({ includeRejected: options.includeRejected });
  const progress = new Progress();
  for (const file of files) await readInto(table, file, options.fields, progress);

  const batch = new FlowBatch();
  for (const body of table.chunks(BODY_IN_BYTES)) batch.add(body, 0);
  batch.decide(options);
  const lines = batch.flows.map(({ line }) => line).sort();
  const { carried: _, ...read } = table.stats;
  const stats = addStats({ ...read, carried: 0 }, { ...NO_STATS, decisions: batch.stats.decisions });
  if (stats.records > 0 && unreadableRecords(stats) === stats.records) throw nothingReadable(stats);

  await writeAll(process.stdout, options.json ? jsonArray(lines) : lines.map((line) => `${line}\n`));
  process.stderr.write(flowSummary(stats, lines.length));
  if (connection !== undefined) await upload(new PceClient(connection), lines, progress);
}

async function readInto(
  table: FlowTable,
  file: string,
  fields: readonly string[] | undefined,
  progress: Progress,
): Promise<void> {
  const source: AsyncIterable<Uint8Array> =
    file === "-" ? process.stdin : createReadStream(file, { highWaterMark: 262_144 });
  const counted = async function* () {
    for await (const chunk of source) {
      yield chunk;
      progress.say(() => `${file}: ${table.records} records so far`);
    }
  };
  try {
    await readFlowLogFile(counted(), fields, table);
  } catch (cause) {
    const name = file === "-" ? "standard input" : file;
    if (isFlowLogFormatError(cause)) {
      const { message, line, field } = cause;
      throw new FlowLogFormatError(`${name}: ${message}`, { cause, line, field });
    }
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new IllumioIacError(`${name} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

async function upload(pce: PceClient, lines: readonly string[], progress: Progress): Promise<void> {
  try {
    let received = 0;
    let calls = 0;
    const refused: string[] = [];
    let refusedLines = 0;
    for (let at = 0; at < lines.length; at += MOST_FLOWS, calls++) {
      const sent = lines.slice(at, at + MOST_FLOWS);
      const answer = await pce.uploadFlows(sent);
      received += sent.length - answer.failed;
      refusedLines += answer.failed;
      refused.push(...answer.failedFlows);
      progress.say(() => `${received} of ${lines.length} flows uploaded`);
    }
    process.stderr.write(`uploaded: ${received} flows in ${calls} calls\n`);
    if (refusedLines === 0) return;
    const named = refused.length > 0 ? refused : [`${refusedLines} lines`];
    throw new PartialFailureError(
      "uploading flows",
      named.map((item) => ({ item, reason: "the PCE refused it" })),
      received,
    );
  } finally {
    await pce.close();
  }
}

function nothingReadable(stats: FlowLogStats): FlowLogFormatError {
  const examples = Object.entries(stats.samples).map(
    ([reason, record]) => `\n  ${reason}: ${JSON.stringify(record)}`,
  );
  return new FlowLogFormatError(
    `none of ${stats.records} records could be read. Name the fields with --fields, in the order of the flow log's log format.${examples.join("")}`,
  );
}

function* jsonArray(lines: readonly string[]): Generator<string> {
  yield "[";
  for (const [index, line] of lines.entries()) {
    const [client, server, port, protocol] = line.split(",");
    const flow = { client, server, port: Number(port), protocol: Number(protocol) };
    yield `${index === 0 ? "" : ","}\n${JSON.stringify(flow)}`;
  }
  yield "\n]\n";
}

function fieldNames(text: string): readonly string[] {
  try {
    return flowLogFields(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function portNumbers(text: string): readonly number[] {
  const ports = text.split(",").map((port) => port.trim());
  const wrong = ports.find((port) => !/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535);
  if (wrong !== undefined)
    throw new InvalidArgumentError(`Write port numbers from 1 to 65535 with commas between, not "${wrong}".`);
  return ports.map(Number);
}
