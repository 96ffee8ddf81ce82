import { app, type InvocationContext } from "@azure/functions";
import { azureCloud } from "../../../clients/azure/azure-cloud";
import { identityCredential } from "../../../clients/azure/credentials";
import { KeyVaultSecret } from "../../../clients/azure/key-vault-secret";
import { ONBOARDING } from "../../../core/contracts/azure/function-environment";
import type { OnboardingLogLine } from "../../../core/contracts/azure/onboarding-log";
import { messageLines } from "../../../core/errors";
import { writeLine } from "../../shared/write-log";
import { bundleSeen, digestOf } from "../shared/own-bundle";
import { feedFunction } from "./feed";
import { runCounts } from "./log-lines";
import { onboardingFunction } from "./onboarding";
import { onboardingAppSettings, type SecretPlace } from "./settings";

const METHODS = { INFO: "info", WARN: "warn", ERROR: "error" } as const;

let context: InvocationContext;
let onboarding: ReturnType<typeof onboardingFunction> | undefined;
let feed: ReturnType<typeof feedFunction> | undefined;

app.timer("onboarding", {
  schedule: `%${ONBOARDING.schedule}%`,
  handler: async (_timer, invocation) => {
    context = invocation;
    onboarding ??= connectedRun();
    await onboarding(invocation);
  },
});

// Gateways call it without a token of Entra ID; the key is in a header of theirs.
app.http("feed", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "feed",
  handler: async (request) => {
    feed ??= connectedFeed();
    return await feed((name) => request.headers.get(name) ?? undefined);
  },
});

/** The function with the settings of the app. Settings that cannot work are told in a line like everything else. */
function connectedRun(): ReturnType<typeof onboardingFunction> {
  try {
    const settings = onboardingAppSettings(process.env);
    const credential = identityCredential(settings.clientId);
    return onboardingFunction(settings, {
      credential,
      cloud: () => azureCloud({ get: () => undefined }, process.env),
      secretOf: ({ vaultUrl, name }: SecretPlace) => new KeyVaultSecret(vaultUrl, name, credential),
      write,
      bundleDigest: digestOf(__dirname),
    });
  } catch (error) {
    const problems = messageLines(error);
    write({
      event: "onboarding-run",
      timestamp: new Date().toISOString(),
      level: "ERROR",
      FunctionName: context.functionName,
      requestId: context.invocationId,
      bundle: bundleSeen(process.env[ONBOARDING.bundleDigest] || undefined, digestOf(__dirname)),
      ...runCounts(undefined),
      warnings: [],
      problems,
      error: problems.join(" "),
      durationInMilliseconds: 0,
    });
    throw error;
  }
}

function connectedFeed(): ReturnType<typeof feedFunction> {
  const settings = onboardingAppSettings(process.env);
  const credential = identityCredential(settings.clientId);
  const place = settings.checkPointSecret;
  return feedFunction(settings, {
    credential,
    secret: place && new KeyVaultSecret(place.vaultUrl, place.name, credential),
  });
}

function write(log: OnboardingLogLine): void {
  writeLine(log, (line) => context[METHODS[log.level]](line));
}
