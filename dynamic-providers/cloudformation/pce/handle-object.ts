import type { PceConnection } from "../../../clients/pce";
import { CUSTOM_RESOURCES, type PceProperties } from "../../../core/contracts/aws/custom-resources";
import { AuthenticationError, IllumioIacError } from "../../../core/errors";
import type { PceSystemOptions } from "../../pce/system/pce-system";
import { onePce } from "../../pce/system/pce-systems";
import type { Answer } from "../answer";
import { type CustomResourceEvent, readEvent } from "../event";
import { readPhysicalId } from "../physical-id";
import { splitProperties } from "../properties";
import type { Fields } from "../property-shape";
import { incarnationOf, type Notes } from "../stack-run";
import { LABEL_KIND } from "./label-kind";
import type { ObjectKind } from "./object-kind";
import { ObjectLife } from "./object-life";
import { WORKLOAD_KIND } from "./workload-kind";

// biome-ignore lint/suspicious/noExplicitAny: each kind checks its own inputs and makes its own state
export const KINDS: Readonly<Record<string, ObjectKind<any, any>>> = {
  [CUSTOM_RESOURCES.label]: LABEL_KIND,
  [CUSTOM_RESOURCES.unmanagedWorkload]: WORKLOAD_KIND,
};

/** What a request needs of the function that serves it. */
export interface ObjectService {
  /**
   * The connection to the PCE of the properties, with the API key of its secret.
   *
   * @param isRefused whether the PCE refused the key that was read before; undefined when there is no other one
   */
  connect(pce: PceProperties, isRefused: boolean): Promise<PceConnection | undefined>;
  readonly notes: Notes;
  readonly options?: PceSystemOptions;
  /** Called with the number of calls to the PCE, also after a failure. */
  count?(calls: number): void;
}

/**
 * Serves one request for an object of the PCE. A key that was rotated meanwhile is read again, and the request is done
 * again from its beginning; what the first try wrote is recognised.
 *
 * @throws IllumioIacError whose message CloudFormation shows as the reason of the failure
 */
export async function handleObject(event: unknown, service: ObjectService): Promise<Answer> {
  const request = readEvent(event);
  const { RequestType, PhysicalResourceId = "", ResourceType } = request;
  const kind = KINDS[ResourceType];
  if (kind === undefined)
    throw new IllumioIacError(
      `${ResourceType} is no resource of this function; known are ${Object.keys(KINDS).join(", ")}`,
    );
  if (RequestType === "Delete" && readPhysicalId(PhysicalResourceId) === undefined) {
    service.notes.say(`'${PhysicalResourceId}' was never made, so there is nothing to delete`);
    return { PhysicalResourceId };
  }
  return withConnection(request, kind.fields, service, (connection) =>
    serve(request, kind, connection, service),
  );
}

/** Does the work of a request with the key of its secret; once more with another key where that one was refused. */
export async function withConnection<T>(
  { RequestType, LogicalResourceId, ResourceProperties }: CustomResourceEvent,
  fields: Fields,
  service: ObjectService,
  work: (connection: PceConnection) => Promise<T>,
): Promise<T> {
  const { pce } = splitProperties(LogicalResourceId, ResourceProperties, fields, RequestType === "Delete");
  const connection = await service.connect(pce, false);
  try {
    return await work(connection!);
  } catch (error) {
    const again = isRefusedKey(error) ? await service.connect(pce, true) : undefined;
    if (again === undefined) throw error;
    return work(again);
  }
}

async function serve(
  request: CustomResourceEvent,
  // biome-ignore lint/suspicious/noExplicitAny: as in KINDS
  kind: ObjectKind<any, any>,
  connection: PceConnection,
  { notes, options, count }: ObjectService,
): Promise<Answer> {
  const incarnation = incarnationOf(request);
  const systems = onePce(connection, { separately: { incarnation }, ...options });
  try {
    return await new ObjectLife(kind, request, systems, notes).handle();
  } finally {
    for (const { client } of systems.used.values()) count?.(client.calls);
    await systems.close();
  }
}

function isRefusedKey(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof AuthenticationError) return true;
  return false;
}
