import "./small-heap";
import { app, type InvocationContext } from "@azure/functions";
import { identityCredential } from "../../../clients/azure/credentials";
import { KeyVaultSecret } from "../../../clients/azure/key-vault-secret";
import type { DrainLogLine } from "../../../core/contracts/azure/drain-log";
import { DRAIN_SCHEDULE } from "../../../core/contracts/azure/drain-times";
import { DRAIN } from "../../../core/contracts/azure/function-environment";
import { messageLines } from "../../../core/errors";
import { writeLine } from "../../shared/write-log";
import { bundleSeen, digestOf } from "../shared/own-bundle";
import { drainFunction } from "./drain";
import { levelOf, NO_COUNTS } from "./drain-counts";
import { drainSettings } from "./settings";

const METHODS = { INFO: "info", WARN: "warn", ERROR: "error" } as const;

let context: InvocationContext;
let drain: ReturnType<typeof drainFunction> | undefined;

app.timer("drain", {
  schedule: DRAIN_SCHEDULE,
  handler: async (_timer, invocation) => {
    context = invocation;
    drain ??= connected();
    await drain(invocation);
  },
});

/** The drain with the settings of the app. Settings that cannot work are told in a line like everything else. */
function connected(): ReturnType<typeof drainFunction> {
  try {
    const settings = drainSettings(process.env);
    const credential = identityCredential(settings.clientId);
    const { vaultUrl, name } = settings.pceSecret;
    return drainFunction(settings, {
      credential,
      secret: new KeyVaultSecret(vaultUrl, name, credential),
      write,
      bundleDigest: digestOf(__dirname),
    });
  } catch (error) {
    const problems = messageLines(error);
    const counts = { ...NO_COUNTS, problems, error: problems.join(" ") };
    const { functionName: FunctionName, invocationId: requestId } = context;
    const line = {
      timestamp: new Date().toISOString(),
      FunctionName,
      requestId,
      bundle: bundleSeen(process.env[DRAIN.bundleDigest] || undefined, digestOf(__dirname)),
    };
    write({ event: "drain", ...line, level: levelOf(counts), ...counts, durationInMilliseconds: 0 });
    throw error;
  }
}

function write(log: DrainLogLine): void {
  writeLine(log, (line) => context[METHODS[log.level]](line));
}
