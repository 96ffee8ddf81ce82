import type { Answer, Call } from "./pce-call";

/** Asks for a collection asynchronously and polls its job until it ends. */
export async function runJob(call: Call, path: string): Promise<{ accepted: Answer; job: Answer }> {
  const accepted = await call("GET", path, { headers: { prefer: "respond-async" } });
  for (let polls = 0; polls < 1000; polls++) {
    const job = await call("GET", String(accepted.headers["location"]));
    if (job.json.status !== "running") return { accepted, job };
  }
  throw new Error("the job did not end");
}
