import type { FlowUploadResult } from "../../clients/pce";
import { type Refusal, refusalOf } from "../../clients/pce/refusal";
import type { FlowLine, UploadSteps } from "./upload-steps";
import type { UploadTally } from "./upload-tally";

/** Keeps flows that the PCE refuses; flows that cannot be kept are left over. */
export class RefusedFlows<Flow extends FlowLine> {
  /** Refused in a call of their own, with what the PCE said. */
  readonly #alone: { readonly flow: Flow; readonly reason: string }[] = [];

  constructor(
    private readonly steps: Pick<UploadSteps, "keepRefused">,
    private readonly tally: UploadTally<Flow>,
  ) {}

  /** Keeps the flows that the PCE refused in a call of which it took the others. */
  async ofCall(flows: readonly Flow[], answer: FlowUploadResult): Promise<void> {
    const lines = flows.map(({ line }) => line);
    const refusal = refusalOf(lines, answer);
    this.tally.taken(lines.length, refusal);
    if (refusal === undefined) return;
    const refused = new Set(refusal.lines);
    await this.#keep(
      refusal,
      answer,
      flows.filter(({ line }) => refused.has(line)),
    );
  }

  /** Notes a flow that the PCE refused in a call of its own. */
  noteAlone(flow: Flow, reason: string): void {
    this.#alone.push({ flow, reason });
  }

  /**
   * At the end of the upload, keeps the flows that were refused alone: only when other lines are taken is the line
   * itself to blame.
   */
  async keepAlone(someWereTaken: boolean): Promise<void> {
    const count = this.#alone.length;
    if (count === 0) return;
    const flows = this.#alone.map(({ flow }) => flow);
    const failedFlows = this.#alone.map(({ reason }) => reason);
    this.tally.problem(`the PCE refused ${count} lines, each in a call of its own: ${failedFlows[0]}`);
    if (!someWereTaken) {
      this.tally.leftOver(...flows);
      return;
    }
    this.tally.refusedAlone(count);
    const lines = flows.map(({ line }) => line);
    const refusal = { matched: true, lines, sent: count, count };
    await this.#keep(refusal, { received: 0, failed: count, failedFlows }, flows);
  }

  async #keep(refusal: Refusal, answer: FlowUploadResult, flows: readonly Flow[]): Promise<void> {
    try {
      await this.steps.keepRefused(refusal, answer);
    } catch (error) {
      this.tally.problem(error instanceof Error ? error.message : String(error));
      this.tally.leftOver(...flows);
    }
  }
}
