import "../../functions/azure/drain/small-heap";
import "@azure/functions";
import type { TokenCredential } from "@azure/core-auth";
import { identityCredential } from "../../clients/azure/credentials";
import { KeyVaultSecret } from "../../clients/azure/key-vault-secret";
import type { DrainLogLine } from "../../core/contracts/azure/drain-log";
import { drainFunction } from "../../functions/azure/drain/drain";
import { drainSettings } from "../../functions/azure/drain/settings";

/** What a process answers to every message: it drains once. */
export interface DrainReport {
  readonly log: DrainLogLine;
  readonly milliseconds: number;
  /** Most megabytes that were resident since the process began. */
  readonly peak: number;
}

/**
 * The drain in a process of its own, with the modules and the heap that its function app has; its settings come from the
 * environment. Only the tokens and the secret are given and not asked for.
 */
const credential: TokenCredential = {
  getToken: async () => ({ token: "token", expiresOnTimestamp: Date.now() + 3_600_000 }),
};
const settings = drainSettings(process.env);
identityCredential(settings.clientId);
new KeyVaultSecret(settings.pceSecret.vaultUrl, settings.pceSecret.name, credential);

let log: DrainLogLine | undefined;
const drain = drainFunction(settings, {
  credential,
  secret: { name: "secret", read: async () => process.env["BENCH_SECRET"]!, forget: () => undefined },
  write: (line) => {
    log = line;
  },
});

process.on("message", async () => {
  log = undefined;
  const begun = performance.now();
  // A drain throws after it wrote its line, and `DrainBench.drain` judges the line.
  await drain({ functionName: "drain", invocationId: "1" }).catch(() => undefined);
  const milliseconds = Math.round(performance.now() - begun);
  const report: DrainReport = { log: log!, milliseconds, peak: process.resourceUsage().maxRSS / 1_024 };
  process.send!(report);
});
process.on("disconnect", () => process.exit());
process.send!("ready");
