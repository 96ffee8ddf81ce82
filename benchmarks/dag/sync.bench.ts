import { BINDINGS, DEFINITIONS, roleOf } from "./bindings";
import { type Measured, measuredProcess } from "./measured-process";
import { addressOf, type Traffic, World } from "./world";

const SIZES = [5_000, 50_000] as const;
/** Ten times the addresses may cost at most this many times the time. */
const MOST_TIMES = 11;
/** Calls beyond the pages of the table that a run without changes may make to the firewall. */
const MOST_EXTRA_CALLS = 5;
const MOVED = "10.255.0.1";

const CONTENDERS = [
  {
    name: "illumio-iac",
    module: "sync-process",
    tagsOf: (index: number) => [DEFINITIONS[index % BINDINGS]!.tag],
  },
  { name: "stand-in", module: "workloader-stand-in", tagsOf: (index: number) => [roleOf(index)] },
] as const;

export const title = `${BINDINGS} bindings over a firewall, from labels to registered addresses`;

/** Each run is a process of its own that finds the systems as the run before left them. */
export async function run(): Promise<void> {
  console.log(
    "The stand-in is NOT workloader: it is a straight reimplementation, in TypeScript, of the calls that\n" +
      "`workloader dag-sync --update-panos --remove-stale` makes, for comparing calls and bytes. It checks, splits,\n" +
      "repeats and reads back nothing. Bytes are those on the wire, both ways; MB resident is the peak of the process.\n",
  );
  console.log(HEADINGS.map((heading, index) => heading.padStart(WIDTHS[index]!)).join(""));
  const problems: string[] = [];
  for (const { name, module, tagsOf } of CONTENDERS) {
    const seconds = new Map<string, number[]>();
    for (const size of SIZES) {
      for (const { step, taken, traffic } of await measure(size, module, tagsOf)) {
        print([name, size, step, taken.seconds.toFixed(2), ...columns(traffic), taken.megabytes]);
        seconds.set(step, [...(seconds.get(step) ?? []), taken.seconds]);
        const most = Math.ceil(size / 500) + MOST_EXTRA_CALLS;
        if (module === "sync-process" && step === "no change" && traffic.firewallCalls > most)
          problems.push(`${traffic.firewallCalls} calls without a change, at most ${most} are allowed`);
      }
    }
    for (const [step, [small, large]] of seconds) {
      const ratio = large! / small!;
      console.log(`${name}, ${step}: ${SIZES[1]} take ${ratio.toFixed(1)} times as long as ${SIZES[0]}`);
      if (module === "sync-process" && ratio > MOST_TIMES)
        problems.push(`${step}: ${ratio.toFixed(1)} times, at most ${MOST_TIMES} are allowed`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join("; "));
}

async function measure(size: number, module: string, tagsOf: (index: number) => readonly string[]) {
  const steps: { step: string; taken: Measured; traffic: Traffic }[] = [];
  const world = await World.open(size);
  const timed = async (step: string) => {
    const { result, traffic } = await world.counted(() => measuredProcess(module, world.reach));
    steps.push({ step, taken: result, traffic });
  };
  try {
    await timed("cold");
    await timed("no change");
    if (steps[1]!.traffic.messages > 0) throw new Error(`${module} writes although nothing changed`);
    await world.moveWorkload(7, MOVED);
    await timed("one workload");
    const found = world.registered();
    for (let index = 0; index < size; index++) {
      const tags = found[index === 7 ? MOVED : addressOf(index)] ?? [];
      if (!tagsOf(index).every((tag) => tags.includes(tag)))
        throw new Error(`${addressOf(index)} is not in sync`);
    }
    if (found[addressOf(7)]) throw new Error(`${addressOf(7)} is still registered`);
    return steps;
  } finally {
    await world.close();
  }
}

const HEADINGS = [
  "contender",
  "addresses",
  "step",
  "seconds",
  "PCE calls",
  "kB",
  "firewall calls",
  "kB",
  "messages",
  "MB resident",
];
const WIDTHS = [12, 11, 14, 9, 11, 9, 16, 9, 10, 13];

function print(values: readonly (string | number)[]): void {
  console.log(values.map((value, index) => String(value).padStart(WIDTHS[index]!)).join(""));
}

function columns({
  pceCalls,
  pceBytes,
  firewallCalls,
  firewallBytes,
  messages,
}: Traffic): (number | string)[] {
  const kilobytes = (bytes: number) => Math.round(bytes / 1000);
  return [pceCalls, kilobytes(pceBytes), firewallCalls, kilobytes(firewallBytes), messages];
}
