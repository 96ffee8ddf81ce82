import {
  FUNCTION_APP_ARGUMENTS,
  PRIVATE_ENDPOINT_ARGUMENTS,
  privateEndpointsProblem,
  workspaceProblem,
} from "../../../../../components/shared/azure/function-app/arguments";
import { Checks, properties, type Rule } from "../../../../../core/checks";

const GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers";

function reasonOf(rule: Rule<unknown>, value: unknown): string | undefined {
  const checks = Checks.start();
  checks.called("it").read(value, rule as never);
  return checks.problems[0]?.reason;
}

test("what is left out has a default", () => {
  const checks = Checks.start();
  const args = { resourceGroupName: "shop", location: "westeurope" };
  expect(properties(args, FUNCTION_APP_ARGUMENTS, checks)).toEqual({
    ...args,
    memoryInMegabytes: 2048,
    logRetentionInDays: 30,
  });
  expect(checks.problems).toEqual([]);
});

test.each([
  ["resourceGroupName", `${GROUP}/x`, /not its id/],
  ["location", "", /region/],
  ["memoryInMegabytes", 1024, /512, 2048 or 4096/],
] as const)("%s cannot be %j", (name, value, reason) => {
  expect(reasonOf(FUNCTION_APP_ARGUMENTS[name], value)).toMatch(reason);
});

test("arguments that exclude or need each other are told", () => {
  expect(privateEndpointsProblem({ privateEndpoints: {} })).toMatch(/^needs network/);
  expect(privateEndpointsProblem({ privateEndpoints: {}, network: {} })).toBeUndefined();
  expect(workspaceProblem({ applicationInsightsId: "x", logAnalyticsWorkspaceId: "y" })).toMatch(
    /applicationInsightsId/,
  );
});

test("each private zone is that of its service", () => {
  const zone = (service: string) =>
    `${GROUP}/Microsoft.Network/privateDnsZones/privatelink.${service}.core.windows.net`;
  expect(reasonOf(PRIVATE_ENDPOINT_ARGUMENTS.blobZoneId, zone("blob"))).toBeUndefined();
  expect(reasonOf(PRIVATE_ENDPOINT_ARGUMENTS.queueZoneId, zone("blob"))).toBe(
    "must be the zone privatelink.queue.core.windows.net, got 'privatelink.blob.core.windows.net'",
  );
});
