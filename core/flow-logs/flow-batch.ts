import { type DecideOptions, type Direction, directionByPorts, type FanOut } from "./direction";
import type { DirectionRule } from "./flow-log-stats";
import { readFlowMessage, type UndecidedConnection } from "./flow-message";
import { ServerEndpoints } from "./server-endpoints";

export interface UploadFlow {
  /** `client,server,port,protocol`, as the PCE takes it. */
  readonly line: string;
  /** Messages that brought it, as numbered in `add`, ascending. */
  readonly messages: readonly number[];
}

export interface BatchStats {
  readonly messages: number;
  /** Records that the deliveries left undecided, by the rule that decided them here. */
  readonly decisions: Readonly<Partial<Record<DirectionRule, number>>>;
}

interface Carried {
  connection: UndecidedConnection;
  readonly messages: number[];
}

/**
 * Queue messages that are uploaded together: takes them in, then decides what their deliveries could not, in the order
 * of evidence: another record of the batch shows the flow's opening; one end is known as a server; ports and company.
 */
export class FlowBatch {
  private readonly decided = new Map<string, number[]>();
  private readonly carried = new Map<string, Carried>();
  private guessed = new Map<string, number[]>();
  private decisions: Partial<Record<DirectionRule, number>> = {};
  private messages = 0;

  /** @param known servers of earlier batches, when the caller keeps them; takes those of this one */
  constructor(private readonly known = new ServerEndpoints()) {}

  /**
   * Takes a message of the queue.
   *
   * @param message number that stands for it in `flows`; ascending
   * @throws FlowLogFormatError when the body is not whole; nothing of it is taken then
   */
  add(body: string, message: number): void {
    const { decided, rejected, undecided } = readFlowMessage(body);
    this.messages++;
    for (const line of decided) {
      addMessage(this.decided, line, message);
      if (!rejected.has(line)) this.known.add(line.slice(line.indexOf(",") + 1));
    }
    for (const connection of undecided) this.carry(connection, message);
  }

  /** Decides what is undecided. Call it after the last `add`. */
  decide(options: DecideOptions = {}): void {
    this.guessed = new Map();
    this.decisions = {};
    const fanOut = this.fanOut();
    for (const { connection, messages } of this.carried.values()) {
      const [firstIsClient, secondIsClient] = [forward(connection), backward(connection)];
      const isPaired = this.decided.has(firstIsClient) || this.decided.has(secondIsClient);
      const direction = isPaired
        ? undefined
        : (this.byKnown(connection) ?? directionByPorts(connection, options, fanOut));
      const rule = direction?.rule ?? "paired-record";
      this.decisions[rule] = (this.decisions[rule] ?? 0) + connection.records;
      for (const message of messages) {
        if (direction?.firstIsClient) addMessage(this.guessed, firstIsClient, message);
        if (direction?.secondIsClient) addMessage(this.guessed, secondIsClient, message);
      }
    }
  }

  /**
   * Unique lines in the order of the first message that brought them, complete after `decide`. So an upload that ends
   * early has finished the messages before that point, and a batch that is sent again and again drains. A message whose record only repeats a flow that another message decided is
   * not named there: sent again without the other, it would have to be guessed.
   */
  get flows(): readonly UploadFlow[] {
    const decided = [...this.decided].map(([line, messages]) => ({ line, messages }));
    const guessed = [...this.guessed].map(([line, messages]) => ({ line, messages: ascending(messages) }));
    return [...decided, ...guessed].sort((one, other) => one.messages[0]! - other.messages[0]!);
  }

  get stats(): BatchStats {
    return { messages: this.messages, decisions: this.decisions };
  }

  private carry(connection: UndecidedConnection, message: number): void {
    const ordered = connection.address <= connection.otherAddress ? connection : turned(connection);
    const { address, port, otherAddress, otherPort, protocol } = ordered;
    const key = `${address},${port},${otherAddress},${otherPort},${protocol}`;
    const there = this.carried.get(key);
    if (there === undefined) this.carried.set(key, { connection: ordered, messages: [message] });
    else {
      const { seen, records } = there.connection;
      there.connection = { ...ordered, seen: seen | ordered.seen, records: records + ordered.records };
      if (there.messages.at(-1) !== message) there.messages.push(message);
    }
  }

  private byKnown({
    address,
    port,
    otherAddress,
    otherPort,
    protocol,
  }: UndecidedConnection): Direction | undefined {
    const first = this.known.has(`${address},${port},${protocol}`);
    const second = this.known.has(`${otherAddress},${otherPort},${protocol}`);
    if (first === second) return undefined;
    return { rule: "learned-server", firstIsClient: second, secondIsClient: first };
  }

  private fanOut(): FanOut {
    const ports = new Map<string, number>();
    const several = new Set<string>();
    const note = (end: string, remotePort: number) => {
      const before = ports.get(end);
      if (before === undefined) ports.set(end, remotePort);
      else if (before !== remotePort) several.add(end);
    };
    for (const { connection } of this.carried.values()) {
      const { address, port, otherAddress, otherPort, protocol } = connection;
      note(`${address},${port},${protocol}`, otherPort);
      note(`${otherAddress},${otherPort},${protocol}`, port);
    }
    return (address, port, protocol) => several.has(`${address},${port},${protocol}`);
  }
}

function forward({ address, otherAddress, otherPort, protocol }: UndecidedConnection): string {
  return `${address},${otherAddress},${otherPort},${protocol}`;
}

function backward({ address, otherAddress, port, protocol }: UndecidedConnection): string {
  return `${otherAddress},${address},${port},${protocol}`;
}

function turned(connection: UndecidedConnection): UndecidedConnection {
  const { address, port, otherAddress, otherPort, seen } = connection;
  const otherWay = ((seen & 1) << 1) | (seen >> 1);
  return {
    ...connection,
    address: otherAddress,
    port: otherPort,
    otherAddress: address,
    otherPort: port,
    seen: otherWay,
  };
}

function ascending(messages: readonly number[]): number[] {
  return [...new Set(messages)].sort((a, b) => a - b);
}

function addMessage(flows: Map<string, number[]>, line: string, message: number): void {
  const messages = flows.get(line);
  if (messages === undefined) flows.set(line, [message]);
  else if (messages.at(-1) !== message) messages.push(message);
}
