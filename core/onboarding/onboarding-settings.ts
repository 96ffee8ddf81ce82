import type {
  CheckPointDefinition,
  CmdbDefinition,
  LabelRule,
  LabelSource,
  OnboardingDefinition,
  OnboardingLimits,
  ServiceNowDefinition,
  VenDefinition,
} from "./onboarding-definition";

type With<T, Names extends keyof T> = T & Required<Pick<T, Names>>;

/** A definition that was checked, with its defaults. */
export interface OnboardingSettings extends OnboardingDefinition {
  readonly requiredTags: readonly string[];
  readonly resourceGroupTags: boolean;
  readonly ven: VenSettings;
  readonly labels: Readonly<Record<string, LabelSource>>;
  readonly rules: Readonly<Record<string, LabelRule>>;
  readonly createLabels: boolean;
  readonly relabel: boolean;
  readonly criticalLabels: Readonly<Record<string, readonly string[]>>;
  /** With `port`, `groups` and `packages` for `static-objects`, with `groups` for `generic-data-center`. */
  readonly checkPoint: CheckPointDefinition;
  readonly cmdb: CmdbDefinition & { readonly serviceNow?: ServiceNowSettings };
  readonly unpairDeleted: boolean;
  readonly limits: LimitSettings;
}

export type VenSettings = With<
  VenDefinition,
  | "allowEnforcement"
  | "allowUnlimitedKeys"
  | "runCommand"
  | "scriptVersion"
  | "timeoutInMinutes"
  | "removeUnmanagedTwin"
>;

export type ServiceNowSettings = With<
  ServiceNowDefinition,
  "port" | "table" | "keyField" | "keyFrom" | "fields" | "auth"
>;

export type LimitSettings = With<
  OnboardingLimits,
  "maxPerRun" | "maxConcurrentInstalls" | "maxRemovals" | "maxRemovedShare" | "attempts" | "backoffInMinutes"
>;
