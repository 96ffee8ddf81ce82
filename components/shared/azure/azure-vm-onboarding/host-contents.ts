import { HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";

/** What the component makes in the host account; the function makes none of it. */
export const HOST_CONTENTS = {
  containers: [HOST_ACCOUNT.lockContainer, HOST_ACCOUNT.deploymentContainer, HOST_ACCOUNT.feedContainer],
  tables: [HOST_ACCOUNT.onboardingTable],
} as const;

/** Endpoints of the host account that get private endpoints. */
export const PRIVATE_SERVICES = ["blob", "table"] as const;
