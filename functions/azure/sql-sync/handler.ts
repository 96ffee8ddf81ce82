import { app, type InvocationContext } from "@azure/functions";
import { azureCloud } from "../../../clients/azure/azure-cloud";
import { identityCredential } from "../../../clients/azure/credentials";
import { KeyVaultSecret } from "../../../clients/azure/key-vault-secret";
import { SQL_SYNC } from "../../../core/contracts/azure/function-environment";
import type { SqlSyncLogLine } from "../../../core/contracts/azure/sql-sync-log";
import { messageLines } from "../../../core/errors";
import { writeLine } from "../../shared/write-log";
import { bundleSeen, digestOf } from "../shared/own-bundle";
import { counts } from "./counts";
import { sqlSyncSettings } from "./settings";
import { sqlSyncFunction } from "./sync";

const METHODS = { INFO: "info", WARN: "warn", ERROR: "error" } as const;

let context: InvocationContext;
let sync: ReturnType<typeof sqlSyncFunction> | undefined;

app.timer("sql-sync", {
  schedule: `%${SQL_SYNC.schedule}%`,
  handler: async (_timer, invocation) => {
    context = invocation;
    sync ??= connected();
    await sync(invocation);
  },
});

/** The function with the settings of the app. Settings that cannot work are told in a line like everything else. */
function connected(): ReturnType<typeof sqlSyncFunction> {
  try {
    const settings = sqlSyncSettings(process.env);
    const credential = identityCredential(settings.clientId);
    const { vaultUrl, name } = settings.pceSecret;
    return sqlSyncFunction(settings, {
      credential,
      cloud: () => azureCloud({ get: () => undefined }, process.env),
      secret: new KeyVaultSecret(vaultUrl, name, credential),
      write,
      bundleDigest: digestOf(__dirname),
    });
  } catch (error) {
    const problems = messageLines(error);
    write({
      event: "sql-synced",
      timestamp: new Date().toISOString(),
      level: "ERROR",
      FunctionName: context.functionName,
      requestId: context.invocationId,
      bundle: bundleSeen(process.env[SQL_SYNC.bundleDigest] || undefined, digestOf(__dirname)),
      ...counts(0, []),
      pceCalls: 0,
      warnings: [],
      problems,
      error: problems.join(" "),
      durationInMilliseconds: 0,
    });
    throw error;
  }
}

function write(log: SqlSyncLogLine): void {
  writeLine(log, (line) => context[METHODS[log.level]](line));
}
