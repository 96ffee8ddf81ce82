import { CloudError } from "../../../cloud/cloud-error";
import { Readable } from "../../resource-graph/readable";
import { LOCATIONS } from "../checks";
import type { ArmRequest, ArmResponse } from "./arm-request";
import { matching } from "./filters";
import { nameAvailability } from "./name-availability";
import type { ArmServices } from "./services";

type Route = (arm: ArmServices, request: ArmRequest, parts: readonly string[]) => ArmResponse;

const ok = (body: unknown): ArmResponse => ({ status: 200, body });

/** What lies above resources: tenants, subscriptions, their Regions, namespaces and lists of all resources. */
const ROUTES: readonly (readonly [string, RegExp, Route])[] = [
  ["GET", /^\/tenants$/, ({ manager }) => ok({ value: [tenant(manager.context.tenantId)] })],
  [
    "GET",
    /^\/subscriptions$/,
    (arm, request) => ok({ value: seenBy(arm, request).map((id) => subscription(arm, id)) }),
  ],
  [
    "GET",
    /^\/subscriptions\/([^/]+)$/,
    (arm, request, [id]) => ok(subscription(arm, seen(arm, request, known(arm, id!)))),
  ],
  [
    "GET",
    /^\/subscriptions\/([^/]+)\/locations$/,
    (arm, _request, [id]) => ok({ value: LOCATIONS.map((name) => location(known(arm, id!), name)) }),
  ],
  [
    "GET",
    /^\/subscriptions\/([^/]+)\/providers$/,
    (arm, _request, [id]) =>
      ok({
        value: arm.manager.context.registrations.namespaces.map((one) => provider(arm, known(arm, id!), one)),
      }),
  ],
  [
    "GET",
    /^\/subscriptions\/([^/]+)\/providers\/([^/]+)$/,
    (arm, _request, [id, name]) => ok(provider(arm, known(arm, id!), name!)),
  ],
  [
    "POST",
    /^\/subscriptions\/([^/]+)\/providers\/([^/]+)\/register$/,
    (arm, request, [id, name]) => register(arm, request, known(arm, id!), name!),
  ],
  [
    "POST",
    /^\/subscriptions\/([^/]+)\/providers\/([^/]+)\/unregister$/,
    (arm, request, [id, name]) => unregister(arm, request, known(arm, id!), name!),
  ],
  [
    "GET",
    /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\/resources$/,
    (arm, request, [scope]) => resources(arm, request, scope!),
  ],
  [
    "POST",
    /^\/subscriptions\/[^/]+\/providers\/([^/]+)\/checkNameAvailability$/,
    ({ manager }, { body }, [namespace]) => ok(nameAvailability(manager, namespace!, body)),
  ],
];

/** The answer when the path is one of these. */
export function answerSubscriptions(arm: ArmServices, request: ArmRequest): ArmResponse | undefined {
  for (const [method, pattern, route] of ROUTES) {
    const found = request.method === method ? new RegExp(pattern, "i").exec(request.path) : null;
    if (found) return route(arm, request, found.slice(1));
  }
  return undefined;
}

function known({ manager }: ArmServices, id: string): string {
  manager.checkScope(`/subscriptions/${id}`);
  return id;
}

/** Subscriptions in which the caller has a role, if only on one resource. */
function seenBy({ manager, access }: ArmServices, { caller }: ArmRequest): readonly string[] {
  const readable = new Readable(access, manager.context.resources, caller);
  return manager.subscriptionIds.filter((id) => readable.hasRoleIn(id));
}

function seen(arm: ArmServices, request: ArmRequest, id: string): string {
  if (!seenBy(arm, request).some((one) => one.toLowerCase() === id.toLowerCase()))
    arm.access.check(request.caller, "Microsoft.Resources/subscriptions/read", `/subscriptions/${id}`);
  return id;
}

function tenant(tenantId: string): object {
  return {
    id: `/tenants/${tenantId}`,
    tenantId,
    displayName: "Sandbox",
    defaultDomain: "sandbox.onmicrosoft.com",
    tenantType: "AAD",
  };
}

function subscription({ manager }: ArmServices, id: string): object {
  const number = manager.subscriptionIds.indexOf(id);
  return {
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    tenantId: manager.context.tenantId,
    displayName: number <= 0 ? "Sandbox" : `Sandbox ${number + 1}`,
    state: "Enabled",
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

function location(subscriptionId: string, name: string): object {
  return {
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: "Region",
    displayName: name,
    regionalDisplayName: name,
    metadata: { regionType: "Physical", regionCategory: "Recommended" },
  };
}

function provider({ manager }: ArmServices, subscriptionId: string, given: string): object {
  const { registrations } = manager.context;
  const namespace = registrations.known(given);
  const types = manager.types.filter((type) => type.type.split("/")[0] === namespace);
  return {
    id: `/subscriptions/${subscriptionId}/providers/${namespace}`,
    namespace,
    registrationState: registrations.has(subscriptionId, namespace) ? "Registered" : "NotRegistered",
    registrationPolicy: "RegistrationRequired",
    resourceTypes: types.map((type) => ({
      resourceType: type.type.slice(namespace.length + 1),
      apiVersions: [...type.apiVersions].reverse(),
      locations: type.location === "required" ? LOCATIONS : ["global"],
      capabilities: "SupportsTags, SupportsLocation",
    })),
  };
}

/** Registered by the time that somebody looks again. */
function register(arm: ArmServices, { caller }: ArmRequest, id: string, name: string): ArmResponse {
  const { registrations } = arm.manager.context;
  arm.access.check(caller, `${registrations.known(name)}/register/action`, `/subscriptions/${id}`);
  registrations.register(id, name);
  return ok({ ...provider(arm, id, name), registrationState: "Registering" });
}

function unregister(arm: ArmServices, { caller }: ArmRequest, id: string, name: string): ArmResponse {
  const { registrations, resources } = arm.manager.context;
  const namespace = registrations.known(name);
  arm.access.check(caller, `${namespace}/unregister/action`, `/subscriptions/${id}`);
  const used = resources
    .list(undefined, `/subscriptions/${id}`)
    .find((one) => one.type.startsWith(`${namespace}/`));
  if (used) {
    throw new CloudError(
      "CannotUnregisterProvider",
      `The namespace '${namespace}' is in use by ${used.id}.`,
      409,
    );
  }
  registrations.unregister(id, namespace);
  return ok({ ...provider(arm, id, namespace), registrationState: "Unregistering" });
}

/** Resources at the top: those with a Region, without their children and without groups. */
function resources(arm: ArmServices, { caller, query }: ArmRequest, scope: string): ArmResponse {
  arm.access.check(caller, "Microsoft.Resources/subscriptions/resources/read", scope);
  arm.manager.checkScope(`${scope}/`);
  const all = arm.manager.context.resources
    .list(undefined, scope)
    .filter((one) => one.location !== undefined && one.type !== "Microsoft.Resources/resourceGroups");
  const value = matching(all, query).map((one) => {
    const { properties: _, ...shown } = arm.show(one);
    return shown;
  });
  return ok({ value });
}
