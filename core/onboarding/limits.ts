import { counted } from "../counted";
import { REMOVALS_THAT_COUNT } from "../reconcile/removal-problem";
import type { LimitSettings } from "./onboarding-settings";

interface Threshold {
  readonly count: number;
  /** What the count is a share of. */
  readonly of: number;
  readonly what: string;
  readonly whole: string;
  readonly most: number | undefined;
  readonly mostSetting: string;
  readonly share: number | undefined;
  readonly shareSetting: string;
}

/**
 * Why a run changes the labels of too many workloads.
 *
 * @param machines in the inventory
 */
export function changesProblem(
  counts: { readonly changed: number; readonly machines: number },
  limits: Pick<LimitSettings, "maxChanges" | "maxChangedShare">,
): string | undefined {
  return thresholdProblem({
    count: counts.changed,
    of: counts.machines,
    what: "the labels of {} would change",
    whole: counted(counts.machines, "machine"),
    most: limits.maxChanges,
    mostSetting: "limits.maxChanges",
    share: limits.maxChangedShare,
    shareSetting: "limits.maxChangedShare",
  });
}

/**
 * Why a run finds too many machines deleted.
 *
 * @param open records that were open before
 */
export function removalsProblem(
  counts: { readonly removed: number; readonly open: number },
  limits: Pick<LimitSettings, "maxRemovals" | "maxRemovedShare">,
): string | undefined {
  return removalThreshold("{} would count as deleted", counts, limits);
}

/**
 * Why a run takes hosts out of groups of too many machines that are still there.
 *
 * @param open records that were open before
 */
export function leavesProblem(
  counts: { readonly removed: number; readonly open: number },
  limits: Pick<LimitSettings, "maxRemovals" | "maxRemovedShare">,
): string | undefined {
  return removalThreshold("{} would leave groups of Check Point", counts, limits);
}

function removalThreshold(
  what: string,
  { removed, open }: { readonly removed: number; readonly open: number },
  limits: Pick<LimitSettings, "maxRemovals" | "maxRemovedShare">,
): string | undefined {
  return thresholdProblem({
    count: removed,
    of: open,
    what,
    whole: `${counted(open, "open record")}`,
    most: limits.maxRemovals,
    mostSetting: "limits.maxRemovals",
    share: limits.maxRemovedShare,
    shareSetting: "limits.maxRemovedShare",
  });
}

/** A share is looked at from ten on: one machine of three is no sign of a mistake. */
function thresholdProblem(threshold: Threshold): string | undefined {
  const { count, of, most, share } = threshold;
  const seen = `${threshold.what.replace("{}", counted(count, "machine"))}, of ${threshold.whole}`;
  if (most !== undefined && count > most) return refusal(seen, threshold.mostSetting, String(most));
  if (share === undefined || count < REMOVALS_THAT_COUNT || count <= share * of) return undefined;
  return refusal(`${seen} (${percent(count / of)})`, threshold.shareSetting, percent(share));
}

function refusal(seen: string, setting: string, allowed: string): string {
  return `${seen}, and ${setting} allows ${allowed}; nothing was changed. If it is meant, raise ${setting} for one run`;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
