import type { PacketObservation } from "./packet";

/** Something that acts over time; each value it yields is how many milliseconds pass before its next step. */
export type Process = Generator<number, void>;

interface Step {
  readonly time: number;
  /** Keeps steps of one moment in the order they were planned. */
  readonly order: number;
  readonly process: Process;
}

/** Runs processes in time order and hands out what they send. Holds one entry per running process. */
export class Simulation {
  #now: number;
  #planned = 0;
  readonly #heap: Step[] = [];
  #sent: PacketObservation[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  spawn(process: Process, delay = 0): void {
    this.#push({ time: this.#now + Math.max(0, Math.round(delay)), order: this.#planned++, process });
  }

  send(observation: PacketObservation): void {
    this.#sent.push(observation);
  }

  /** The packets that are sent before `end`, in time order. */
  *run(end: number): Generator<PacketObservation, void> {
    for (let step = this.#pop(); step !== undefined && step.time < end; step = this.#pop()) {
      this.#now = step.time;
      const { value, done } = step.process.next();
      if (!done) this.spawn(step.process, value as number);
      if (this.#sent.length === 0) continue;
      yield* this.#sent;
      this.#sent = [];
    }
  }

  #push(step: Step): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(step, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = step;
  }

  #pop(): Step | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Step, b: Step): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
