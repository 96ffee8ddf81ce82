import { FUNCTION_APP_CHILDREN } from "../function-app/children";

/** Names of the resources inside an `AzureVmOnboarding`. A resource that is not listed has the name of the component. */
export const AZURE_VM_ONBOARDING_CHILDREN = {
  ...FUNCTION_APP_CHILDREN,
  identity: "onboarding",
} as const;
