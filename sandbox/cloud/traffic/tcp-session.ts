import { ACK, FIN, PSH, RST, SYN } from "./packet";
import type { Path } from "./path";
import type { Random } from "./random";
import type { Process } from "./simulation";

/** One request and its answer; both empty is a keep-alive. */
export interface Exchange {
  /** Milliseconds of silence before it. */
  readonly after: number;
  /** Payload bytes to the server and back. */
  readonly up: number;
  readonly down: number;
}

export interface TcpSessionOptions {
  readonly random: Random;
  /** Milliseconds from one side to the other. @default 1 */
  readonly delay?: number;
  /** The handshake took place before the traffic began. @default false */
  readonly wasOpen?: boolean;
  readonly exchanges: Iterable<Exchange>;
  /** Who closes, and how. @default client */
  readonly close?: "client" | "server" | "reset";
  /** A last packet of the client comes after the server forgot the connection. @default false */
  readonly straggles?: boolean;
}

const BARE = 52;
const WITH_OPTIONS = 60;
const SEGMENT = 1448;
const LOSS = 0.005;

/** The life of a TCP connection, from handshake to close, with the odd retransmission. */
export function* tcpSession(path: Path, options: TcpSessionOptions): Process {
  const { random, delay = 1, wasOpen = false, exchanges, close = "client", straggles = false } = options;
  if (!wasOpen) yield* handshake(path, random, delay);
  for (const { after, up, down } of exchanges) {
    yield after;
    if (up === 0 && down === 0) {
      yield* keepAlive(path, delay);
      continue;
    }
    path.fromClient(data(up));
    if (random.chance(LOSS)) {
      yield 200 + 2 * delay;
      path.fromClient(data(Math.min(up, SEGMENT)));
    }
    yield delay;
    path.fromServer(data(down));
    yield delay;
    path.fromClient(acknowledgements(down));
  }
  yield* closing(path, close, delay);
  if (straggles) {
    yield 30_000;
    path.fromClient({ tcpFlags: FIN | ACK, bytes: BARE, rejectedAt: "receiver" });
  }
  path.release();
}

/** A SYN that nobody answers, because a security group drops it; sent again after 1, 2, 4, … seconds. */
export function* droppedProbe(path: Path, rejectedAt: "sender" | "receiver", attempts: number): Process {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) yield 1000 * 2 ** (attempt - 1);
    path.fromClient({ tcpFlags: SYN, bytes: WITH_OPTIONS, rejectedAt });
  }
  path.release();
}

/** A SYN to a port where nothing listens, on a host that says so. */
export function* refusedProbe(path: Path, delay: number): Process {
  path.fromClient({ tcpFlags: SYN, bytes: WITH_OPTIONS });
  yield delay;
  path.fromServer({ tcpFlags: RST | ACK, bytes: 40 });
  path.release();
}

function* handshake(path: Path, random: Random, delay: number): Process {
  path.fromClient({ tcpFlags: SYN, bytes: WITH_OPTIONS });
  if (random.chance(LOSS)) {
    yield 1000;
    path.fromClient({ tcpFlags: SYN, bytes: WITH_OPTIONS });
  }
  yield delay;
  path.fromServer({ tcpFlags: SYN | ACK, bytes: WITH_OPTIONS });
  yield delay;
  path.fromClient({ tcpFlags: ACK, bytes: BARE });
}

function* keepAlive(path: Path, delay: number): Process {
  path.fromClient({ tcpFlags: ACK, bytes: BARE });
  yield delay;
  path.fromServer({ tcpFlags: ACK, bytes: BARE });
}

function* closing(path: Path, close: "client" | "server" | "reset", delay: number): Process {
  if (close === "reset") {
    path.fromClient({ tcpFlags: RST | ACK, bytes: 40 });
    return;
  }
  const finished = { tcpFlags: FIN | ACK, bytes: BARE };
  const acknowledged = { tcpFlags: ACK, bytes: BARE };
  const clientFirst = close === "client";
  if (clientFirst) path.fromClient(finished);
  else path.fromServer(finished);
  yield delay;
  if (clientFirst) path.fromServer(finished);
  else path.fromClient(finished);
  yield delay;
  if (clientFirst) path.fromClient(acknowledged);
  else path.fromServer(acknowledged);
}

function data(payload: number) {
  const packets = Math.max(1, Math.ceil(payload / SEGMENT));
  return { tcpFlags: PSH | ACK, packets, bytes: payload + packets * BARE };
}

function acknowledgements(payload: number) {
  const packets = Math.max(1, Math.ceil(payload / SEGMENT / 2));
  return { tcpFlags: ACK, packets, bytes: packets * BARE };
}
