import { datagram } from "./datagrams";
import type { Network, OpenOptions } from "./network";
import { TCP, UDP } from "./packet";
import type { Random } from "./random";
import type { Process } from "./simulation";
import { type Exchange, type TcpSessionOptions, tcpSession } from "./tcp-session";
import type { Host } from "./topology";

export type TcpWish = Omit<OpenOptions, "protocol"> & Omit<TcpSessionOptions, "random">;

/** What the parts of the simulated application share. */
export class Cast {
  constructor(
    readonly network: Network,
    readonly random: Random,
    /** Factor on how often things come, and on how many pooled connections there are. */
    readonly rate: number,
  ) {}

  get hosts(): readonly Host[] {
    return this.network.topology.hosts;
  }

  withRole(...roles: string[]): Host[] {
    return this.hosts.filter(({ role, app }) => roles.includes(role) && app !== "erp");
  }

  /** Hosts with an operating system that the user controls. */
  get instances(): Host[] {
    return this.withRole("web", "app", "batch", "dns", "log", "monitor", "bastion");
  }

  host(name: string): Host {
    const found = this.hosts.find((host) => host.name === name);
    if (found === undefined) throw new Error(`The topology has no host ${name}`);
    return found;
  }

  /** Primary IPv4 address. */
  address(name: string): string {
    return this.host(name).addresses[0]!;
  }

  spawn(process: Process, delay = 0): void {
    this.network.simulation.spawn(process, delay);
  }

  /** Does something at independent moments, on average every `seconds` at rate 1. */
  often(seconds: number, act: () => void): void {
    this.spawn(arrivals(this.random, (seconds * 1000) / this.rate, act));
  }

  /** Does something every `seconds` exactly, the first time after part of that; the rate has no influence. */
  regularly(seconds: number, act: () => void): void {
    this.spawn(ticks(seconds * 1000, act), this.random.next() * seconds * 1000);
  }

  tcp(wish: TcpWish): void {
    const path = this.network.open({ ...wish, protocol: TCP });
    if (path) this.spawn(tcpSession(path, { ...wish, random: this.random }));
  }

  udp(client: string, server: string, port: number, up: number, down: number, clientPort?: number): void {
    const path = this.network.open({
      client,
      server,
      port,
      protocol: UDP,
      ...(clientPort !== undefined && { clientPort }),
    });
    if (path) this.spawn(datagram(path, up, down, this.random.integer(1, 30)));
  }

  /** Keeps `count` connections (at rate 1) open at all times; those of the first moment are open already. */
  pool(count: number, wish: () => TcpWish): void {
    for (let i = 0; i < Math.max(1, Math.round(count * this.rate)); i++) {
      this.spawn(pooled(this, wish), this.random.next() * 20_000);
    }
  }

  /** Exchanges of about these sizes, some seconds apart, some of them keep-alives only. */
  *talk(options: {
    count: number;
    seconds: number;
    up: number;
    down: number;
    idle?: number;
  }): Generator<Exchange, void> {
    const { count, seconds, up, down, idle = 0 } = options;
    const { random } = this;
    for (let i = 0; i < count; i++) {
      const after = random.exponential(seconds * 1000);
      if (random.chance(idle)) yield { after, up: 0, down: 0 };
      else yield { after, up: this.about(up), down: this.about(down) };
    }
  }

  /** A random number with this mean, at least 1; often less and sometimes much more, as sizes in networks are. */
  about(mean: number): number {
    return 1 + Math.floor(this.random.exponential(mean - 1));
  }
}

function* arrivals(random: Random, mean: number, act: () => void): Process {
  for (;;) {
    yield random.exponential(mean);
    act();
  }
}

function* ticks(milliseconds: number, act: () => void): Process {
  for (;;) {
    act();
    yield milliseconds;
  }
}

function* pooled(cast: Cast, wish: () => TcpWish): Process {
  for (let wasOpen = true; ; wasOpen = false) {
    const options = wish();
    const path = cast.network.open({ ...options, protocol: TCP, wasOpen });
    if (path) yield* tcpSession(path, { ...options, random: cast.random, wasOpen });
    yield cast.random.integer(50, 2000);
  }
}
