import { Checks, looksLike } from "../../core/checks";
import { refuseSettings } from "../settings/refuse-settings";
import type { PceApi } from "./pce-api";
import { object } from "./shapes";

/** PCE limit for one call, "Bulk Traffic Loader". */
export const MOST_FLOWS = 1000;

export interface FlowUploadResult {
  /** Lines that the PCE says it received. */
  readonly received: number;
  /** Lines that it refused. The call succeeds all the same, so check this number. */
  readonly failed: number;
  /**
   * The refused lines in whatever form the PCE returned them; may be shorter than `failed`. UNCONFIRMED: that they are
   * the lines as they were sent.
   */
  readonly failedFlows: readonly string[];
  /**
   * Which members of the answer could not be read, in words; absent when all could. The PCE took the call, and the
   * answer does not tell which lines it refused. UNCONFIRMED: the shape of the answer beyond the three members.
   */
  readonly unreadable?: string;
}

const FLOW = /^[^,\s]+,[^,\s]+,\d+,\d+$/;
const LINE = looksLike(FLOW, "10.0.1.5,10.0.2.9,443,6 (client, server, port, protocol number)");

/** Sends flows once; see `PceClient.uploadFlows`. */
export async function uploadFlows(api: PceApi, lines: readonly string[]): Promise<FlowUploadResult> {
  if (lines.length === 0) return { received: 0, failed: 0, failedFlows: [] };
  const checks = Checks.start().at("lines");
  if (lines.length > MOST_FLOWS) checks.must(`be at most ${MOST_FLOWS} per call`, lines);
  const broken = lines.findIndex((line) => !FLOW.test(line));
  if (broken >= 0) checks.at(broken).read(lines[broken], LINE);
  refuseSettings("lines", checks);
  const answer = await api.object<Record<string, unknown>>(
    { method: "POST", path: api.org("agents/bulk_traffic_flows"), csv: lines.join("\n"), slow: true },
    { what: "counts of flows", shape: object({}) },
  );
  return readAnswer(answer, lines.length, (text) => api.redact(text));
}

function readAnswer(
  answer: Readonly<Record<string, unknown>>,
  lines: number,
  redact: (text: string) => string,
): FlowUploadResult {
  const problems: string[] = [];
  const note = (name: string, expected: string) => {
    const seen = redact(JSON.stringify(answer[name])).slice(0, 100);
    problems.push(`${name} is ${seen} instead of ${expected}`);
  };
  const count = (name: string, otherwise: number): number => {
    const value = answer[name] ?? otherwise;
    const read = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
    if (typeof read === "number" && Number.isSafeInteger(read) && read >= 0) return read;
    note(name, "a count");
    return otherwise;
  };
  const listed = answer["failed_flows"] ?? [];
  if (!Array.isArray(listed)) note("failed_flows", "a list");
  const failedFlows = (Array.isArray(listed) ? listed : []).map((flow) =>
    redact(typeof flow === "string" ? flow : JSON.stringify(flow)),
  );
  const result = {
    received: count("num_flows_received", lines),
    failed: count("num_flows_failed", failedFlows.length),
    failedFlows,
  };
  if (problems.length === 0) return result;
  return { ...result, unreadable: `the PCE's answer to ${lines} flows: ${problems.join(", ")}` };
}
