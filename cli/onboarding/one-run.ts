import { IllumioIacError } from "../../core/errors";
import type { OnboardingSettings } from "../../core/onboarding";
import { type OnboardingPlan, planOnboarding } from "../../reconcilers/onboarding/plan-onboarding";
import type { OnboardingReport } from "../../reconcilers/onboarding/report";
import { runOnboarding } from "../../reconcilers/onboarding/run-onboarding";
import { connectSystems } from "./connect-systems";
import { DEFAULT_FILE, readOnboardingFile } from "./definition-file";
import { type Place, type PlaceOptions, placeOf } from "./records-place";

/** An onboarding and where its records are. */
export interface Declared {
  readonly settings: OnboardingSettings;
  readonly place: Place;
}

/** @throws ConfigurationError that names every problem of the file, and when no place is named */
export function readDeclared(options: PlaceOptions): Declared {
  const { settings, tableUrl } = readOnboardingFile(options.file ?? DEFAULT_FILE);
  return { settings, place: placeOf(options, () => tableUrl) };
}

export interface OneRunOptions {
  /** Ends the run between two steps. */
  readonly signal: AbortSignal;
  /** Receives a line for each machine that went on. */
  readonly say: (line: string) => void;
}

export async function runOnce(
  { settings, place }: Declared,
  { signal, say }: OneRunOptions,
): Promise<OnboardingReport> {
  const { ports, runId: id, close } = await connectSystems(settings, place, process.env);
  try {
    return await runOnboarding(settings, ports, { id, now: () => new Date(), signal, say });
  } finally {
    await close();
  }
}

export async function planOnce({ settings, place }: Declared, signal: AbortSignal): Promise<OnboardingPlan> {
  const { ports, runId: id, close } = await connectSystems(settings, place, process.env);
  try {
    return await planOnboarding(settings, ports, { id, now: () => new Date(), signal });
  } finally {
    await close();
  }
}

/** @throws IllumioIacError when a system had no answer, or a limit or a signal ended the run; not for machines that failed */
export function refuseProblems({ name, ended, problems }: OnboardingReport): void {
  const all = [...(ended === undefined ? [] : [ended]), ...problems];
  if (all.length > 0)
    throw new IllumioIacError(`onboarding ${name}: the run did not do everything`, {
      lines: all.map((problem) => `  ${problem}`),
    });
}
