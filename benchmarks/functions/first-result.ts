import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import type { FirstEvent } from "./bundle-inputs";

/** Loads the bundle, calls its handler as the runtime does, and writes whether it answered. */
const SCRIPT = `
  const { handler } = require(process.argv[1]);
  const context = { functionName: "f", awsRequestId: "r", getRemainingTimeInMillis: () => 20_000 };
  console.log = () => undefined;
  const stdout = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  handler(JSON.parse(process.argv[2]), context).then(
    () => stdout("answer"),
    (error) => stdout("refusal: " + error.message.split("\\n")[0]),
  ).then(() => setImmediate(() => process.exit()));`;

export interface FirstResult {
  readonly milliseconds: number;
  readonly result: string;
}

/**
 * Starts a process for a bundle and waits for its first result.
 *
 * @throws Error when the process ends without one
 */
export async function firstResult(bundle: string, { environment, event }: FirstEvent): Promise<FirstResult> {
  const started = performance.now();
  const child = spawn(process.execPath, ["-e", SCRIPT, bundle, JSON.stringify(event)], {
    env: {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "none",
      // Nothing listens there, so a call of an AWS client is refused at once.
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_MAX_ATTEMPTS: "1",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let milliseconds: number | undefined;
  let result = "";
  child.stdout.on("data", (data: Buffer) => {
    milliseconds ??= performance.now() - started;
    result += data.toString();
  });
  let errors = "";
  child.stderr.on("data", (data: Buffer) => {
    errors = `${errors}${data.toString()}`.slice(-2_000);
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (milliseconds === undefined)
    throw new Error(`${bundle} ended with ${code} without a result:\n${errors}`);
  return { milliseconds, result };
}
