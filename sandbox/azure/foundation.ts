import type { SandboxClock } from "../cloud/clock";
import type { Ids } from "../cloud/ids";
import type { Outages } from "../cloud/outages";
import type { CertificateAuthority } from "../tls/certificate-authority";
import type { Access } from "./access/access";
import type { ArmTable } from "./arm/arm-table";

/** Services that an outage can cover. */
export type AzureService = "arm" | "blob" | "identity" | "key-vault" | "queue" | "scm" | "table";

/** What every service of the sandbox's Azure needs. A service asks for those parts that it uses. */
export interface Foundation {
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** For example `westeurope`. */
  readonly location: string;
  readonly clock: SandboxClock;
  readonly ids: Ids;
  readonly outages: Outages<AzureService>;
  /** Issues the certificates of every HTTPS endpoint. */
  readonly authority: CertificateAuthority;
  readonly resources: ArmTable;
  /** Principals, tokens and roles. */
  readonly access: Access;
}
