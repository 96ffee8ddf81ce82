import { seededRandom } from "illumio-iac-sandbox/http";
import { type DeployedUpload, deployUpload } from "./deployed-upload";
import type { Figures, SoakOptions } from "./soak";

export const title = "flows reach the PCE under changing faults and an outage of more than a day";

interface Size {
  /** Number of phases with changing faults, each with new flows. */
  readonly phases: number;
  readonly flowsPerPhase: number;
  readonly outageInHours: number;
  readonly flowsInOutage: number;
}

const SIZES: Readonly<Record<SoakOptions["size"], Size>> = {
  short: { phases: 2, flowsPerPhase: 8_000, outageInHours: 6, flowsInOutage: 2_000 },
  long: { phases: 12, flowsPerPhase: 40_000, outageInHours: 30, flowsInOutage: 60_000 },
};

/**
 * Faults of the phases. Each has lost answers to calls that the PCE had taken: the only fault that must repeat lines.
 */
const FAULTS = [
  "",
  "5xx=0.4,lost=0.005",
  "5xx=0.2,429=0.04,reset=0.05,lost=0.01",
  "429=0.15,lost=0.005",
  "reset=0.3,lost=0.01",
  "slow=0.5:300ms,5xx=0.1,lost=0.01",
] as const;

const MOST_REPEATED = 0.02;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** New flows of an outage come once in this many minutes. */
const OUTAGE_STEP = 30 * MINUTE;

export async function run({ size, seed, say }: SoakOptions): Promise<Figures> {
  const { phases, flowsPerPhase, outageInHours, flowsInOutage } = SIZES[size];
  const random = seededRandom(seed, "phases");
  const upload = await deployUpload({ seed });
  const { cloud, pce } = upload;
  let waited = 0;
  const again = `run it again with --seed ${seed}`;
  try {
    const began = cloud.clock.now();
    for (let phase = 0; phase < phases; phase++) {
      const faults = FAULTS[phase % FAULTS.length]!;
      pce.setFaults(faults);
      await upload.putFlows(flowsPerPhase);
      await cloud.clock.advance(Math.round((2 + random() * 10) * MINUTE));
      say(`${progress(upload)} with faults "${faults}"`);
      if (phase === Math.floor(phases / 2))
        waited = await outage(upload, { outageInHours, flowsInOutage, random, say });
    }
    pce.setFaults("");
    await upload.untilAllArrived(12).catch((error: Error) => {
      throw new Error(`${error.message}; ${again}`);
    });
    await cloud.clock.advance(HOUR);
    const problems = [
      ...(["dead", "refused", "flows"] as const)
        .filter((queue) => upload.inQueue(queue) > 0)
        .map((queue) => `the ${queue} queue has ${upload.inQueue(queue)} messages`),
      ...(upload.repeatedShare() > MOST_REPEATED
        ? [`${percent(upload.repeatedShare())} of the lines came again, more than ${percent(MOST_REPEATED)}`]
        : []),
      ...(upload.total("MessagesFailed") > 0
        ? [`${upload.total("MessagesFailed")} messages used up a receive`]
        : []),
    ];
    if (problems.length > 0) throw new Error(`${problems.join("; ")}; ${again}`);
    return {
      flows: upload.put,
      "flows lost": upload.put - pce.store.traffic.size,
      "messages in the dead-letter queue": upload.inQueue("dead"),
      "lines repeated": percent(upload.repeatedShare()),
      "flows that waited out the outage": waited,
      calls: upload.total("PceCalls"),
      "calls that failed": upload.total("PceCallsFailed"),
      "messages put back": upload.total("MessagesPutBack"),
      "hours of sandbox time": Math.round((cloud.clock.now() - began) / HOUR),
    };
  } finally {
    await upload.close();
  }
}

/**
 * The PCE answers every call with 5xx, while new flows keep coming.
 *
 * @returns number of flows that it does not have at the end
 */
async function outage(
  upload: DeployedUpload,
  {
    outageInHours,
    flowsInOutage,
    random,
    say,
  }: Pick<Size, "outageInHours" | "flowsInOutage"> & {
    readonly random: () => number;
    readonly say: SoakOptions["say"];
  },
): Promise<number> {
  upload.pce.setFaults("5xx=1");
  const steps = (outageInHours * HOUR) / OUTAGE_STEP;
  const callsBefore = upload.total("PceCalls");
  for (let step = 0; step < steps; step++) {
    await upload.putFlows(Math.ceil((flowsInOutage / steps) * (0.5 + random() / 2)));
    await upload.cloud.clock.advance(OUTAGE_STEP);
  }
  const calls = upload.total("PceCalls") - callsBefore;
  say(`${progress(upload)} after an outage of ${outageInHours} hours, which cost ${calls} calls`);
  return upload.put - upload.pce.store.traffic.size;
}

function progress({ pce, put }: DeployedUpload): string {
  return `${pce.store.traffic.size} of ${put} flows are in the PCE`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
