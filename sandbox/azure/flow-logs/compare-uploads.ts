import { compareWithTruth, type TruthComparison } from "../../cloud/traffic/compare-with-truth";
import type { FlowLogView, GroundTruth } from "../../cloud/traffic/ground-truth";
import { repeatedFlows } from "../../cloud/traffic/repeated-flows";

/** A flow as a PCE keeps it, with the time of each upload. */
export interface UploadedFlow {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: number;
  readonly times: readonly unknown[];
}

export interface UploadComparison extends TruthComparison {
  /** Lines that were uploaded more often than there are blocks that tell of them. */
  readonly repeated: string[];
}

/** Compares what reached a PCE with what really happened at the interfaces that are logged. */
export function compareUploads(
  flows: Iterable<UploadedFlow>,
  truth: GroundTruth,
  view: FlowLogView,
  blocksByLine: ReadonlyMap<string, number>,
): UploadComparison {
  const uploads = new Map(
    [...flows].map(({ source, destination, port, protocol, times }) => [
      `${source},${destination},${port},${protocol}`,
      times.length,
    ]),
  );
  return {
    ...compareWithTruth(uploads.keys(), truth, view),
    repeated: repeatedFlows(uploads, blocksByLine),
  };
}
