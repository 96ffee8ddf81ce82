import { type DeployedUpload, deployUpload } from "../../scripts/soak/deployed-upload";

export const title = "flows arrive although the PCE answers badly: time, repeated lines, dead letters";

const SEED = 1;
const MOST_HOURS = 6;

const LIMITS = {
  /** Time with 40 % bad answers, in times without faults. */
  ratio: 3,
  /** Lines that the PCE got again with 30 % faults, of which 1 % are lost answers to calls that it had taken. */
  repeated: 0.02,
} as const;

interface Run {
  readonly name: string;
  readonly flows: number;
  readonly faults: string;
}

const CALM: Run = { name: "no faults", flows: 250_000, faults: "" };
const BAD: Run = { name: "40 % answers 5xx", flows: 250_000, faults: "5xx=0.4" };
const MIXED: Run = {
  name: "30 % faults, mixed",
  flows: 250_000,
  faults: "5xx=0.2,429=0.04,reset=0.05,lost=0.01",
};
const MANY: Run = { name: "40 % answers 5xx", flows: 500_000, faults: "5xx=0.4" };

/** Throws when a limit is passed. The rate of 400 calls a minute is the component's default, so it takes some minutes. */
export async function run(): Promise<void> {
  const header = ["run", "flows", "sandbox time", "invocations", "calls", "repeated", "dead letters"];
  console.log(`| ${header.join(" | ")} |\n|${"---|".repeat(header.length)}`);
  const calm = await measure(CALM);
  const bad = await measure(BAD);
  const mixed = await measure(MIXED);
  const many = await measure(MANY);
  const ratio = bad.seconds / calm.seconds;
  const withInvocations = (bad.seconds + bad.invocationSeconds) / (calm.seconds + calm.invocationSeconds);
  console.log(
    `\n40 % bad answers take ${ratio.toFixed(2)} times the sandbox time without faults, ` +
      `${withInvocations.toFixed(2)} times with the time of the invocations`,
  );
  const problems = [
    ...(Math.max(ratio, withInvocations) > LIMITS.ratio ? [`more than ${LIMITS.ratio} times the time`] : []),
    ...(mixed.repeated > LIMITS.repeated ? [`more than ${LIMITS.repeated * 100} % of lines repeated`] : []),
    ...([calm, bad, mixed, many].some(({ dead }) => dead > 0) ? ["messages in the dead-letter queue"] : []),
  ];
  if (problems.length > 0) throw new Error(problems.join("; "));
}

async function measure({ name, flows, faults }: Run) {
  const upload: DeployedUpload = await deployUpload({ seed: SEED });
  try {
    upload.pce.setFaults(faults);
    await upload.putFlows(flows);
    const seconds = await upload.untilAllArrived(MOST_HOURS);
    const invocationSeconds = upload.invocationSeconds();
    const repeated = upload.repeatedShare();
    const dead = upload.inQueue("dead");
    const share = `${(repeated * 100).toFixed(2)} %`;
    const columns = [
      name,
      flows,
      `${seconds} s`,
      `${Math.round(invocationSeconds)} s`,
      upload.total("PceCalls"),
      share,
      dead,
    ];
    console.log(`| ${columns.join(" | ")} |`);
    return { seconds, invocationSeconds, repeated, dead };
  } finally {
    await upload.close();
  }
}
