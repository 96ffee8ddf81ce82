/** Defaults of the arguments that only `AzureVmOnboarding` takes. */
export const AZURE_VM_ONBOARDING_DEFAULTS = {
  intervalInMinutes: 5,
} as const;
