import { randomUUID } from "node:crypto";
import type { FlowUploadResult } from "../../clients/pce";
import type { RefusedLines } from "../../core/contracts/refused-lines";
import type { PceAddress } from "../shared/pce-secret";
import type { Refusal } from "./refusal";

/** Keeps lines that the PCE does not take, so that people can look at them. */
export interface RefusedSink {
  /** Keeps them. @throws when not all of it could be kept; the lines are left over then */
  keep(refused: RefusedLines): Promise<void>;
}

/** The entry that is kept for a call, or for lines that were refused each in a call of its own. */
export function refusedLines(pce: PceAddress, refusal: Refusal, answer: FlowUploadResult): RefusedLines {
  return {
    version: 1,
    call: randomUUID(),
    pce: `${pce.host}:${pce.port}`,
    orgId: pce.orgId,
    answeredAt: new Date().toISOString(),
    received: answer.received,
    failed: answer.failed,
    sent: refusal.sent,
    matched: refusal.matched,
    lines: refusal.lines,
    failedFlows: answer.failedFlows,
  };
}
