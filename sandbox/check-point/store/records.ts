/** A publish that changed something, or failed to. */
export interface PublishRecord {
  readonly taskId: string;
  readonly domain: string;
  readonly session: string;
  readonly sessionName: string;
  readonly user: string;
  /** `WEB_API`, or `SmartConsole` for what a test made another administrator do. */
  readonly application: string;
  /** Objects that were made, changed or deleted. */
  readonly changes: number;
  /** Revision of the domain after it. */
  readonly revision: number;
  readonly status: string;
  readonly at: number;
}

/** An installation of policy, once it is over. */
export interface InstallRecord {
  readonly taskId: string;
  readonly domain: string;
  readonly package: string;
  readonly targets: readonly string[];
  readonly access: boolean;
  readonly threatPrevention: boolean;
  readonly user: string;
  /** Revision of the domain that went to the gateways. */
  readonly revision: number;
  readonly status: string;
  readonly at: number;
}
