import { CloudError } from "../../cloud/cloud-error";
import { WEB } from "../arm/api-versions";
import { isSameId } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { flag, identity, integer, object, sku, text } from "../arm/shapes";

const SKUS = [
  "FC1",
  "Y1",
  "EP1",
  "EP2",
  "EP3",
  "B1",
  "B2",
  "B3",
  "S1",
  "S2",
  "S3",
  "P0v3",
  "P1v3",
  "P2v3",
  "P3v3",
  "F1",
];

/** Plans. `FC1` is Flex Consumption: Linux only, one app. */
export const appServicePlan: ArmType = {
  type: "Microsoft.Web/serverfarms",
  apiVersions: WEB,
  name: {
    pattern: /^[A-Za-z0-9-]{1,60}$/,
    code: "BadRequest",
    message: (name) =>
      `The parameter name has an invalid value. The App Service plan name '${name}' has invalid characters.`,
  },
  location: "required",
  kind: text(),
  sku: sku(SKUS, { capacity: integer({ min: 0 }), family: text(), size: text() }),
  identity,
  properties: object({
    asyncScalingEnabled: flag,
    elasticScaleEnabled: flag,
    hyperV: flag,
    isSpot: flag,
    isXenon: flag,
    maximumElasticWorkerCount: integer(),
    perSiteScaling: flag,
    reserved: flag,
    targetWorkerCount: integer(),
    targetWorkerSizeId: integer(),
    zoneRedundant: flag,
  }),
  required: ["sku"],
  readOnly: [
    "geoRegion",
    "maximumNumberOfWorkers",
    "numberOfSites",
    "numberOfWorkers",
    "provisioningState",
    "resourceGroup",
    "status",
    "subscription",
  ],
  createOnly: ["properties.reserved"],
  put(_context, { body, before }) {
    const name = String(body.sku?.["name"]);
    const isFlex = name === "FC1";
    if (isFlex && body.properties["reserved"] !== true) {
      throw badRequest("Flex Consumption plans are for Linux: 'reserved' must be true.");
    }
    if (isFlex && (body.sku?.["tier"] ?? "FlexConsumption") !== "FlexConsumption") {
      throw badRequest(`The SKU 'FC1' is of the tier 'FlexConsumption', not '${body.sku?.["tier"]}'.`);
    }
    if (before && isFlex !== (before.sku?.["name"] === "FC1")) {
      throw badRequest("A plan cannot be changed to or from Flex Consumption.");
    }
    return {
      ...body,
      kind: body.kind ?? (body.properties["reserved"] ? "linux" : "app"),
      sku: {
        tier: isFlex ? "FlexConsumption" : "Standard",
        size: name,
        family: isFlex ? "FC" : name.slice(0, 1),
        capacity: 0,
        ...body.sku,
      },
      properties: {
        reserved: false,
        zoneRedundant: false,
        ...body.properties,
        status: "Ready",
        provisioningState: "Succeeded",
      },
    };
  },
  beforeDelete: (context, plan) => {
    const sites = sitesOf(context, plan.id);
    if (sites.length === 0) return;
    throw new CloudError(
      "Conflict",
      `Server farm '${plan.name}' cannot be deleted because it has web app(s) ${sites.map(({ name }) => name).join(", ")} assigned to it.`,
      409,
    );
  },
  view: (context, plan) => ({ ...plan.properties, numberOfSites: sitesOf(context, plan.id).length }),
};

/** The apps of a plan. */
export function sitesOf({ resources }: ArmContext, planId: string) {
  return resources
    .list("Microsoft.Web/sites")
    .filter((site) => isSameId(site.properties["serverFarmId"], planId));
}

export function badRequest(message: string): CloudError {
  return new CloudError("BadRequest", message);
}
