import { watchBindings } from "../../cli/dag-sync/watch-bindings";

/** What the watch has used since it began. */
export interface Usage {
  /** Processor time, in microseconds. */
  readonly microseconds: number;
  /** Most that was resident, in MB of 2^20 bytes. */
  readonly megabytes: number;
}

const [bindings = "", interval, poll] = process.argv.slice(2);

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.send!({ microseconds: user + system, megabytes } satisfies Usage);
});

/** `dag-sync --watch` in a process of its own, which says what it used when it is asked. */
void watchBindings({
  bindings,
  interval: Number(interval),
  poll: Number(poll),
  healthPort: 0,
  healthHost: "127.0.0.1",
}).finally(() => process.disconnect());
