import type { PceConnection } from "../../../clients/pce";
import { Checks, required } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { CUSTOM_RESOURCES } from "../../../core/contracts/aws/custom-resources";
import { wholeSecretArn } from "../../../core/contracts/aws/secret-arn";
import { ConfigurationError, IllumioIacError } from "../../../core/errors";
import type { Firewall } from "../../../reconcilers/dag/plan/table-readings";
import { BindingSystems } from "../../panos/dag-binding/binding-systems";
import { oneFirewall } from "../../panos/firewalls";
import { onePce } from "../../pce/system/pce-systems";
import type { Answer } from "../answer";
import { isAway } from "../away";
import { type CustomResourceEvent, readEvent } from "../event";
import { type ObjectService, withConnection } from "../pce/handle-object";
import { readPhysicalId } from "../physical-id";
import { FIREWALL_SECRET } from "./binding-fields";
import { BindingLife } from "./binding-life";

/** What a request for a binding needs of the function that serves it. */
export interface BindingService extends ObjectService {
  /** The firewall of a secret. A function that runs out of time makes no further call to it. */
  firewall(secretArn: string): Promise<Firewall>;
  /** Whether the invocation has time left. */
  hasTime(): boolean;
}

/** What the framework hands from the first call for a request to the later ones. */
export interface Begun extends Answer {
  readonly Begun: "true";
}

export interface Completeness {
  readonly IsComplete: boolean;
}

/** A check reads nothing of PCE and firewall. */
const WITHOUT_NETWORK = {
  get: (key: string) => (key === "illumio:previewWithoutNetwork" ? "true" : undefined),
};

/**
 * Serves one call of the provider framework for a binding: the first call for a request begins it, and each later one goes
 * on with it until it is complete. One that runs out of time, or finds the PCE or the firewall away (no answer, 429 or
 * 5xx), says that it is not; the framework asks again until its own time is over. What was refused fails at once.
 *
 * @throws IllumioIacError whose message CloudFormation shows as the reason of the failure
 */
export async function handleBinding(event: unknown, service: BindingService): Promise<Begun | Completeness> {
  const request = readEvent(event);
  if (request.ResourceType !== CUSTOM_RESOURCES.dagBinding)
    throw new IllumioIacError(
      `${request.ResourceType} is no resource of this function; known is ${CUSTOM_RESOURCES.dagBinding}`,
    );
  const isBegun = (event as Partial<Begun>).Begun === "true";
  const { RequestType, PhysicalResourceId = "" } = request;
  if (RequestType === "Delete" && readPhysicalId(PhysicalResourceId) === undefined) {
    service.notes.say(`'${PhysicalResourceId}' was never made, so there is nothing to delete`);
    return isBegun ? { IsComplete: true } : { PhysicalResourceId, Begun: "true" };
  }
  return withConnection(request, {}, service, (connection) => serve(request, isBegun, connection, service));
}

async function serve(
  request: CustomResourceEvent,
  isBegun: boolean,
  connection: PceConnection,
  service: BindingService,
): Promise<Begun | Completeness> {
  const pce = onePce(connection, service.options);
  const firewall = await service.firewall(secretOf(request));
  const { hosts } = firewall.client.connection;
  refuseCommit(request, firewall);
  const firewalls = oneFirewall(hosts, () => firewall);
  const systems = new BindingSystems(pce, WITHOUT_NETWORK, {}, firewalls);
  const life = new BindingLife(request, systems, hosts, service.notes);
  try {
    if (!isBegun) return { ...(await life.begin()), Begun: "true" };
    await life.finish();
    return { IsComplete: true };
  } catch (error) {
    const away = isAway(error);
    if (!isBegun || (service.hasTime() && !away)) throw error;
    const reason = `goes on in the next call: ${(error as Error).message}`;
    if (away) service.notes.warn(reason);
    else service.notes.say(reason);
    return { IsComplete: false };
  } finally {
    for (const { client } of pce.used.values()) service.count?.(client.calls);
    await Promise.all([pce.close(), firewalls.close()]);
  }
}

function secretOf({ LogicalResourceId, ResourceProperties }: CustomResourceEvent): string {
  const checks = Checks.start();
  const arn = checks
    .at(FIREWALL_SECRET)
    .read(ResourceProperties[FIREWALL_SECRET], required(wholeSecretArn()));
  checks.throwIfAny(`properties of ${LogicalResourceId}`);
  return arn;
}

/** A commit takes along what one administrator changed. */
function refuseCommit({ RequestType, ResourceProperties }: CustomResourceEvent, { admin }: Firewall): void {
  const { commit = "none", [FIREWALL_SECRET]: source } = ResourceProperties as JsonRecord;
  if (RequestType === "Delete" || commit === "none" || admin !== undefined) return;
  throw new ConfigurationError(
    `secret ${source}`,
    'a commit takes along what one administrator changed, and the secret does not name its administrator: add "admin", ' +
      "or leave commit at none",
  );
}
