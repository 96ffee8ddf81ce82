import { installRefused, notFound } from "../api/api-error";
import type { CpObject } from "./cp-object";
import type { Domain } from "./domain";
import type { CheckPointStore } from "./store";
import type { Task, TaskPlan } from "./task";

export interface InstallRequest {
  readonly domain: Domain;
  readonly package: CpObject;
  /** Names or uids of gateways; those of the package when left out. */
  readonly targets?: readonly string[];
  readonly access: boolean;
  readonly threatPrevention: boolean;
  readonly user: string;
  readonly plan?: TaskPlan;
}

/** Begins to install the published policy. @throws ApiError while another installation runs on one of the gateways */
export function startInstall(store: CheckPointStore, request: InstallRequest): Task {
  const { domain, access, threatPrevention, user } = request;
  const gateways = gatewaysOf(request);
  for (const { uid, name } of gateways) {
    const running = store.installing.get(uid);
    if (running !== undefined && !running.isOver)
      throw installRefused(
        `Policy installation on a gateway ${name} (${access ? "Access" : "Threat"} policy) is already in progress`,
      );
  }
  const { revision } = domain;
  const task = store.startTask("install-policy", {
    name: `Policy installation - ${request.package.name}`,
    domain,
    details: gateways.map(({ uid, name }) => ({ gatewayId: uid, gatewayName: name })),
    atEnd: (ended) => {
      store.installs.push({
        taskId: ended.uid,
        domain: domain.name,
        package: request.package.name,
        targets: gateways.map(({ name }) => name),
        access,
        threatPrevention,
        user,
        revision,
        status: ended.status,
        at: store.now(),
      });
      return undefined;
    },
    ...(request.plan === undefined ? {} : { plan: request.plan }),
  });
  for (const { uid } of gateways) store.installing.set(uid, task);
  return task;
}

function gatewaysOf({ domain, package: { fields }, targets }: InstallRequest): CpObject[] {
  const ids = targets ?? (fields["installation-targets"] as readonly string[]);
  return ids.map((id) => {
    const found = domain.published.get(id) ?? domain.published.named(id)[0];
    if (found?.type !== "simple-gateway") throw notFound(id);
    return found;
  });
}
