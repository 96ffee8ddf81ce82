import { HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";

/**
 * What the component makes in the host account; the function makes none of it.
 *
 * @param cmdbTable table that is the CMDB, where it is not that of the records
 */
export function hostContents(cmdbTable?: string) {
  const { lockContainer, deploymentContainer, feedContainer, onboardingTable } = HOST_ACCOUNT;
  const isOther = cmdbTable !== undefined && cmdbTable.toLowerCase() !== onboardingTable; // Azure knows no case here
  return {
    containers: [lockContainer, deploymentContainer, feedContainer],
    tables: [onboardingTable, ...(isOther ? [cmdbTable] : [])],
  };
}

/** Endpoints of the host account that get private endpoints. */
export const PRIVATE_SERVICES = ["blob", "table"] as const;
