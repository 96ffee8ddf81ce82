import { LineWriter, LONGEST_LINE } from "../line-writer";
import { FLOW_MESSAGE_HEAD } from "./flow-message";

/** Room for two counts and the line ends of head and end. */
const FRAME = FLOW_MESSAGE_HEAD.length + 32;

/** Writes flow messages. */
export class FlowMessageWriter extends LineWriter {
  private decided = 0;
  private undecided = 0;

  /** @param maxBytes longest message in bytes; at least 256 */
  constructor(private readonly maxBytes: number) {
    super();
    if (!(maxBytes >= 256))
      throw new RangeError(`maxBytes is ${maxBytes}; a flow needs room, give at least 256`);
  }

  /** Whether another line might not fit any more. */
  get isFull(): boolean {
    return this.at + LONGEST_LINE + FRAME > this.maxBytes;
  }

  /** Returns the message so far, undefined when it would be empty, and begins the next one. */
  take(): string | undefined {
    if (this.at === 0) return undefined;
    const lines = this.bytes.toString("latin1", 0, this.at);
    const body = `${FLOW_MESSAGE_HEAD} ${this.decided} ${this.undecided}\n${lines}end\n`;
    this.at = 0;
    this.decided = 0;
    this.undecided = 0;
    return body;
  }

  endFlow(isDecided: boolean): void {
    this.endLine();
    if (isDecided) this.decided++;
    else this.undecided++;
  }
}
