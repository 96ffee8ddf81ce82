import { ConfigurationError } from "../../core/errors";
import type { PceApi } from "./pce-api";

/** PCE limit for one call, "Bulk Traffic Loader". */
export const MOST_FLOWS = 1000;

export interface FlowUploadResult {
  /** Lines that the PCE says it received. */
  readonly received: number;
  /** Lines that it refused. The call still succeeds: look here. */
  readonly failed: number;
  /**
   * The refused lines in whatever form the PCE returned them; may be shorter than `failed`. UNCONFIRMED: that they are
   * the lines as they were sent.
   */
  readonly failedFlows: readonly string[];
}

/** Sends flows once; see `PceClient.uploadFlows`. */
export async function uploadFlows(api: PceApi, lines: readonly string[]): Promise<FlowUploadResult> {
  if (lines.length === 0) return { received: 0, failed: 0, failedFlows: [] };
  if (lines.length > MOST_FLOWS) {
    throw new ConfigurationError("lines", `must be at most ${MOST_FLOWS} per call, got ${lines.length}`);
  }
  const broken = lines.find((line) => !/^[^,\s]+,[^,\s]+,\d+,\d+$/.test(line));
  if (broken !== undefined) {
    throw new ConfigurationError(
      "lines",
      `must look like 10.0.1.5,10.0.2.9,443,6 (client, server, port, protocol number), got '${broken.slice(0, 100)}'`,
    );
  }
  const answer = await api.object<UploadAnswer>({
    method: "POST",
    path: api.org("agents/bulk_traffic_flows"),
    csv: lines.join("\n"),
    slow: true,
  });
  const failedFlows = (answer.failed_flows ?? []).map((flow) =>
    typeof flow === "string" ? flow : JSON.stringify(flow),
  );
  const failed = answer.num_flows_failed ?? failedFlows.length;
  return { received: answer.num_flows_received ?? lines.length, failed, failedFlows };
}

interface UploadAnswer {
  readonly num_flows_received?: number;
  readonly num_flows_failed?: number;
  readonly failed_flows?: readonly unknown[];
}
