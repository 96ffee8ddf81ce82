import { Connections, SEEN_BACKWARD, SEEN_FORWARD } from "./connections";
import type { DeliveredFlows, UndecidedConnection } from "./delivered-flows";
import type { DecideOptions } from "./direction-evidence";
import { decideDirections } from "./directions";
import type { DirectionRule } from "./flow-log-stats";
import { FlowTable } from "./flow-table";
import { readFlowMessage } from "./messages/flow-message";
import { ServerEndpoints } from "./server-endpoints";

export interface UploadFlow {
  /** `client,server,port,protocol`, as the PCE takes it. */
  readonly line: string;
  /** Tables and messages that brought it, as numbered in `add`, ascending. */
  readonly messages: readonly number[];
  /** Whether the line proves no server: no record shows an accepted opening, or the direction is a guess. */
  readonly unproven?: true;
}

export interface BatchStats {
  /** Tables and messages that were taken. */
  readonly messages: number;
  /** Records that the deliveries left undecided, by the rule that decided them here. */
  readonly decisions: Readonly<Partial<Record<DirectionRule, number>>>;
}

/**
 * Tables and queue messages that are uploaded together. The batch takes them in, then decides the directions that their
 * deliveries could not: first by another record of the batch that shows the flow's opening, then for all others
 * together by `decideDirections`.
 */
export class FlowBatch {
  private readonly decided = new Map<string, number[]>();
  private readonly unproven = new Set<string>();
  private readonly carried = new Connections();
  /** By connection: messages that brought it. */
  private readonly carriedBy: number[][] = [];
  private readonly addresses: string[] = [];
  private readonly addressNumbers = new Map<string, number>();
  private guessed = new Map<string, number[]>();
  private decisions: Partial<Record<DirectionRule, number>> = {};
  private messages = 0;

  /** @param known servers of earlier batches, when the caller keeps them; takes those of this one */
  constructor(private readonly known = new ServerEndpoints()) {}

  /**
   * Takes a table, flows of one (`FlowTable.delivered`), or a message that was made of one (`FlowTable.chunks`). All give
   * the same flows.
   *
   * @param message number of this source in `flows`; ascending
   * @throws FlowLogFormatError when a message is not whole; nothing of it is taken then
   */
  add(source: FlowTable | DeliveredFlows | string, message: number): void {
    const { decided, undecided } = deliveredBy(source);
    this.messages++;
    for (const { line, unproven } of decided) {
      if (unproven === undefined) {
        this.known.add(line.slice(line.indexOf(",") + 1));
        this.unproven.delete(line);
      } else if (!this.decided.has(line)) this.unproven.add(line);
      addMessage(this.decided, line, message);
    }
    for (const connection of undecided) this.carry(connection, message);
  }

  /** Decides what is undecided. Call it after the last `add`. */
  decide(options: DecideOptions = {}): void {
    this.guessed = new Map();
    this.decisions = {};
    const { carried, addresses } = this;
    const undecided: number[] = [];
    for (let index = 0; index < carried.size; index++) {
      const [forward, backward] = this.lines(index);
      if (this.decided.has(forward) || this.decided.has(backward)) this.count("paired-record", index);
      else undecided.push(index);
    }
    const directions = decideDirections(
      carried,
      Uint32Array.from(undecided),
      (address, port, protocol) => this.known.has(`${addresses[address]!},${port},${protocol}`),
      options,
    );
    for (const [place, index] of undecided.entries()) {
      const [forward, backward] = this.lines(index);
      this.count(directions.rule(place), index);
      for (const message of this.carriedBy[index]!) {
        if (directions.firstIsClient(place)) addMessage(this.guessed, forward, message);
        if (directions.secondIsClient(place)) addMessage(this.guessed, backward, message);
      }
    }
  }

  /**
   * Unique lines in the order of the first message that brought them, complete after `decide`. So an upload that ends
   * early has finished the messages before that point, and a batch that is sent repeatedly is delivered in the end. A
   * message that only repeats a flow which another message decided is not named for it: sent again without the other
   * message, its direction would have to be guessed.
   */
  get flows(): readonly UploadFlow[] {
    const decided = [...this.decided].map(([line, messages]) => ({
      line,
      messages,
      ...(this.unproven.has(line) && { unproven: true as const }),
    }));
    const guessed = [...this.guessed].map(([line, messages]) => ({
      line,
      messages: ascending(messages),
      unproven: true as const,
    }));
    return [...decided, ...guessed].sort((one, other) => one.messages[0]! - other.messages[0]!);
  }

  /** Lines so far, without those of directions that are still to be decided, each of which gives one or two. */
  get size(): number {
    return this.decided.size + this.guessed.size;
  }

  get stats(): BatchStats {
    return { messages: this.messages, decisions: this.decisions };
  }

  private carry(connection: UndecidedConnection, message: number): void {
    const { port, otherPort, protocol, seen, records } = connection;
    const [first, second] = [
      this.addressNumber(connection.address),
      this.addressNumber(connection.otherAddress),
    ];
    let index = 0;
    if (seen & SEEN_FORWARD) index = this.carried.add(first, second, port, otherPort, protocol) >>> 1;
    if (seen & SEEN_BACKWARD) index = this.carried.add(second, first, otherPort, port, protocol) >>> 1;
    this.carried.records[index]! += records;
    const messages = this.carriedBy[index];
    if (messages === undefined) this.carriedBy[index] = [message];
    else if (messages.at(-1) !== message) messages.push(message);
  }

  private addressNumber(text: string): number {
    const known = this.addressNumbers.get(text);
    if (known !== undefined) return known;
    this.addressNumbers.set(text, this.addresses.length);
    return this.addresses.push(text) - 1;
  }

  private count(rule: DirectionRule, index: number): void {
    this.decisions[rule] = (this.decisions[rule] ?? 0) + this.carried.records[index]!;
  }

  /** A connection's flow if its first end is the client, and if its second is. */
  private lines(index: number): readonly [string, string] {
    const { keys } = this.carried;
    const [first, second] = [this.addresses[keys[index * 4]!]!, this.addresses[keys[index * 4 + 1]!]!];
    const ports = keys[index * 4 + 2]!;
    const protocol = keys[index * 4 + 3]!;
    return [
      `${first},${second},${ports & 0xffff},${protocol}`,
      `${second},${first},${ports >>> 16},${protocol}`,
    ];
  }
}

function deliveredBy(source: FlowTable | DeliveredFlows | string): DeliveredFlows {
  if (typeof source === "string") return readFlowMessage(source);
  return source instanceof FlowTable ? source.delivered() : source;
}

function ascending(messages: readonly number[]): number[] {
  return [...new Set(messages)].sort((a, b) => a - b);
}

function addMessage(flows: Map<string, number[]>, line: string, message: number): void {
  const messages = flows.get(line);
  if (messages === undefined) flows.set(line, [message]);
  else if (messages.at(-1) !== message) messages.push(message);
}
