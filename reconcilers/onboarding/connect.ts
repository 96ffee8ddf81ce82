import type { ArmClient } from "../../clients/azure/arm-client";
import { ResourceGraph } from "../../clients/azure/resource-graph";
import { RunCommands } from "../../clients/azure/run-commands";
import type { TableRows } from "../../clients/azure/table-rows";
import { VirtualMachines } from "../../clients/azure/virtual-machines";
import type { CheckPointClient } from "../../clients/check-point";
import type { PceClient } from "../../clients/pce";
import { ConfigurationError } from "../../core/errors";
import type { OnboardingSettings } from "../../core/onboarding";
import { type FeedStore, firewallOf } from "../check-point";
import { AzureInventory, RunCommandInstaller } from "./azure";
import { JsonFileCmdb } from "./cmdb/json-file-cmdb";
import { TableCmdb } from "./cmdb/table-cmdb";
import { PceSide } from "./pce-side";
import type { Cmdb, OnboardingPorts, RecordStore } from "./ports";

/** Clients of the systems that an onboarding works on. Those that its settings do not name may be missing. */
export interface OnboardingSystems {
  readonly arm: ArmClient;
  readonly pce: PceClient;
  readonly records: RecordStore;
  /** Id of this run, for the name of its session in Check Point. */
  readonly runId: string;
  readonly signal?: AbortSignal;
  /** Table of the CMDB where the settings name none. */
  readonly table?: TableRows;
  readonly checkPoint?: CheckPointClient;
  /** Where the feed of `generic-data-center` is kept. */
  readonly feed?: FeedStore;
  readonly serviceNow?: Cmdb;
  /** @default the clock of this machine */
  readonly now?: () => Date;
}

/**
 * The ports of an onboarding on its systems: the same for the function and for the command line.
 *
 * @throws ConfigurationError for a system that the settings name and that is not there
 */
export function portsOf(settings: OnboardingSettings, systems: OnboardingSystems): OnboardingPorts {
  const { arm, pce, records, signal, now } = systems;
  const { name } = settings;
  const machines = new VirtualMachines(arm, signal);
  const side = new PceSide(pce, settings.ven);
  const { scopes, resourceGroupTags, ven } = settings;
  return {
    records,
    inventory: new AzureInventory(new ResourceGraph(arm), machines, {
      scopes,
      resourceGroupTags,
      signal,
    }),
    cmdb: cmdbOf(settings, systems),
    ven: new RunCommandInstaller(new RunCommands(arm, signal), machines, {
      pce: pce.connection,
      ven,
      ...(now && { now }),
      profileId: () => side.profileId(),
    }),
    pce: side,
    firewall: firewallOf(settings, {
      runId: systems.runId,
      client: () => given(name, "checkPoint", systems.checkPoint),
      feed: () => given(name, "checkPoint.mode generic-data-center", systems.feed),
      ...(now && { now }),
    }),
  };
}

function cmdbOf({ name, cmdb }: OnboardingSettings, { table, serviceNow }: OnboardingSystems): Cmdb {
  if (cmdb.jsonFile !== undefined) return new JsonFileCmdb(cmdb.jsonFile.path);
  if (cmdb.serviceNow !== undefined) return given(name, "cmdb.serviceNow", serviceNow);
  return new TableCmdb(given(name, "cmdb.azureTable", table));
}

function given<T>(name: string, setting: string, system: T | undefined): T {
  if (system !== undefined) return system;
  throw new ConfigurationError(
    `onboarding ${name}`,
    `${setting} names a system that this process has no connection to: give its settings, or leave it out`,
  );
}
