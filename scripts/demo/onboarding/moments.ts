import type { Sandbox } from "illumio-iac-sandbox";
import type { Step } from "../../../core/onboarding";

/** A moment in the middle of a step: other systems show that it has begun, and its result is not written yet. */
export interface Moment {
  readonly step: Step;
  /** What has just happened, for people. */
  readonly what: string;
  readonly isNow: () => boolean;
}

/** A moment in each step, in their order. */
export function momentsOf({ azure, pce, checkPoint, serviceNow }: Sandbox): readonly Moment[] {
  const commands = { made: 0, removed: 0 };
  azure.resources.onChange(({ before, after }) => {
    if (!/\/runCommands\//i.test((after ?? before)!.id)) return;
    if (before === undefined) commands.made += 1;
    if (after === undefined) commands.removed += 1;
  });
  const before = new Set(serviceNow.requests);
  const told = (method: string) =>
    serviceNow.requests.some((one) => one.method === method && !before.has(one));
  const asked = (command: string) => checkPoint.requests.some((one) => one.command === command);
  return [
    {
      step: "discovered",
      what: "the CMDB was asked for the machines",
      isNow: () => told("GET"),
    },
    {
      step: "recorded",
      what: "the CMDB was sent the first machine that it lacks",
      isNow: () => told("POST"),
    },
    {
      step: "ven-requested",
      what: "an installation was started on the first machine",
      isNow: () => commands.made > 0,
    },
    {
      step: "ven-paired",
      what: "the PCE had the workloads, and the first command was removed",
      isNow: () => commands.removed > 0,
    },
    {
      step: "labelled",
      what: "the PCE took the labels",
      isNow: () => pce.requests.some(({ path }) => path.endsWith("/workloads/bulk_update")),
    },
    {
      step: "firewall-ready",
      what: "the first host was added in a session of Check Point",
      isNow: () => asked("add-host"),
    },
    {
      step: "policy-installed",
      what: "the installation of the policy was begun",
      isNow: () => asked("install-policy"),
    },
    {
      step: "commissioned",
      what: "the CMDB has the first machine as commissioned",
      isNow: () => serviceNow.records("cmdb_ci_server").some((record) => record["u_commissioned"] === "true"),
    },
  ];
}
