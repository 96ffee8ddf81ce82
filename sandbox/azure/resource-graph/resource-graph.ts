import { CloudError } from "../../cloud/cloud-error";
import { RESOURCE_GRAPH } from "../arm/api-versions";
import { type ArmResource, subscriptionOf } from "../arm/arm-resource";
import type { ArmRequest, ArmResponse } from "../arm/http/arm-request";
import type { ResourceManager } from "../arm/resource-manager";
import { powerStateOf } from "../compute/instance-view";
import type { Foundation } from "../foundation";
import { answerOf, type GraphRequest, readGraphRequest } from "./graph-request";
import { isShown, rowOf, TABLES, tableFrom, tableOf } from "./graph-tables";
import { KqlError } from "./kql/kql-error";
import { readQuery } from "./kql/read-query";
import { runQuery } from "./kql/run-query";
import type { Table } from "./kql/table";
import { LaggingTable } from "./lagging-table";
import { QueryQuota } from "./query-quota";
import { Readable } from "./readable";

/**
 * Azure Resource Graph: queries over the resources of all subscriptions that the caller may read. Subscriptions without a
 * role of the caller are silently absent.
 *
 * UNCONFIRMED: the body of a 429; the code when no named subscription can be read; that texts without a counterpart in a join
 * are empty and not null, which is Kusto's own rule.
 *
 * @see Azure Resource Graph, "Working with large Azure resource data sets" and "Understanding the query language"
 */
export class ResourceGraph {
  readonly quota: QueryQuota;
  /** Knob: whether ids come in another casing than Resource Manager has them. @default true */
  idsInOtherCasing = true;
  readonly #foundation: Foundation;
  readonly #manager: ResourceManager;
  readonly #table: LaggingTable;

  constructor(foundation: Foundation, manager: ResourceManager) {
    this.#foundation = foundation;
    this.#manager = manager;
    this.#table = new LaggingTable(foundation.resources, foundation.clock);
    this.quota = new QueryQuota(foundation.clock);
  }

  /** Knob: how long a change is not seen, in milliseconds of the sandbox clock. @default 0 */
  get lagInMs(): number {
    return this.#table.lagInMs;
  }

  set lagInMs(milliseconds: number) {
    this.#table.lagInMs = milliseconds;
  }

  /** The answer when the call is a query. */
  answer(request: ArmRequest): ArmResponse | undefined {
    if (!/^\/providers\/Microsoft\.ResourceGraph\/resources$/i.test(request.path)) return undefined;
    if (request.method !== "POST") {
      throw new CloudError(
        "MethodNotAllowed",
        `The sandbox does not answer ${request.method} ${request.path}.`,
        405,
      );
    }
    checkVersion(request.apiVersion);
    const { isRefused, headers, resetsAfter } = this.quota.take(request.caller);
    if (isRefused)
      return { status: 429, headers: { ...headers, "retry-after": String(resetsAfter) }, body: THROTTLED };
    try {
      const asked = readGraphRequest(request.body);
      const query = readQuery(asked.query);
      const result = runQuery(query, this.#tablesFor(request.caller, asked));
      return { status: 200, headers, body: answerOf(asked, query, result) };
    } catch (error) {
      if (!(error instanceof KqlError)) throw error;
      return { status: 400, headers, body: invalidQuery(error) };
    }
  }

  #tablesFor(caller: string, { subscriptions }: GraphRequest): (name: string) => Table | undefined {
    const { access, resources, tenantId } = this.#foundation;
    const readable = new Readable(access, resources, caller);
    const wanted = subscriptions ?? this.#manager.subscriptionIds;
    const own = this.#manager.subscriptionIds
      .filter((id) => readable.hasRoleIn(id))
      .map((id) => id.toLowerCase());
    const seen = new Set(wanted.map((id) => id.toLowerCase()).filter((id) => own.includes(id)));
    if (subscriptions !== undefined && seen.size === 0) throw noSubscriptions(subscriptions);
    let all: readonly ArmResource[] | undefined;
    return (name) => {
      if (!TABLES.includes(name)) return undefined;
      all ??= this.#table
        .list()
        .filter((one) => isShown(one) && seen.has(subscriptionOf(one.id) ?? "") && readable.reads(one));
      const rows = all
        .filter(({ type }) => tableOf(type) === name)
        .map((one) => rowOf(this.#shown(one), tenantId, this.idsInOtherCasing));
      return tableFrom(rows);
    };
  }

  /** Machines show here whether they run, which Resource Manager does not without being asked. */
  #shown(resource: ArmResource): ArmResource {
    const view = this.#manager.view(resource);
    if (!/^Microsoft\.Compute\/virtualMachines$/i.test(resource.type)) return view;
    const { machines } = this.#manager.context;
    const powerState = { ...powerStateOf(machines.of(resource)), level: "Info" };
    return { ...view, properties: { ...view.properties, extended: { instanceView: { powerState } } } };
  }
}

function checkVersion(version: string): void {
  if (RESOURCE_GRAPH.includes(version)) return;
  throw new CloudError(
    "NoRegisteredProviderFound",
    `No registered resource provider found for API version '${version}' for type 'resources' of 'Microsoft.ResourceGraph'. ` +
      `The supported api-versions are '${RESOURCE_GRAPH.join(", ")}'.`,
  );
}

function noSubscriptions(given: readonly string[]): CloudError {
  return new CloudError(
    "NoValidSubscriptionsInQueryRequest",
    `There must be at least one subscription that is eligible to contain resources. Given: '${given.join(",")}'.`,
  );
}

const SUPPORT =
  "Please provide below info when asking for support: timestamp = (sandbox), correlationId = (sandbox).";

const THROTTLED = {
  error: {
    code: "RateLimiting",
    message: SUPPORT,
    details: [
      {
        code: "RateLimiting",
        message:
          "Client application has been throttled and should not attempt to repeat the request until an amount of time has " +
          "elapsed. Please see https://aka.ms/resourcegraph-throttling for help.",
      },
    ],
  },
};

function invalidQuery({ code, message }: KqlError): object {
  return {
    error: {
      code: "BadRequest",
      message: SUPPORT,
      details: [
        {
          code: "InvalidQuery",
          message:
            "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.",
        },
        { code, message },
      ],
    },
  };
}
