import type {
  AzureVmOnboardingArgs,
  OnboardingCheckPointArgs,
  OnboardingCmdbArgs,
  OnboardingServiceNowArgs,
  OnboardingTableArgs,
} from "../../../../components/pulumi/azure";
import { AzureVmOnboarding } from "../../../../components/pulumi/azure";
import type { FunctionAppArgs } from "../../../../components/pulumi/azure/function-app/function-app-args";
import type {
  CheckPointDefinition,
  CmdbDefinition,
  OnboardingDefinition,
  ServiceNowDefinition,
} from "../../../../core/onboarding";
import { ARGS, run, SUBSCRIPTION, settingsOf, VAULT } from "./deploy";

jest.mock("../../../../components/shared/bundle-path", () => ({ functionAppDigest: () => "d1".repeat(32) }));

/** `true` where both have the same names; anything else does not compile below. */
type Same<One, Other> = [One, Other] extends [Other, One]
  ? true
  : { only: Exclude<One | Other, One & Other> };

/** Arguments that are no property of the definition: what is deployed, and how. */
type Deployment =
  | keyof FunctionAppArgs
  | "resourceGroupName"
  | "location"
  | "scopes"
  | "intervalInMinutes"
  | "privateEndpoints"
  | "names";

const SAME_NAMES: {
  /** The name is that of the component, and scopes have keys as an argument. */
  definition: Same<
    Exclude<keyof OnboardingDefinition, "name" | "scopes">,
    Exclude<keyof AzureVmOnboardingArgs, Deployment>
  >;
  checkPoint: Same<keyof CheckPointDefinition, Exclude<keyof OnboardingCheckPointArgs, "secret">>;
  /** A file is for the command line. */
  cmdb: Same<Exclude<keyof CmdbDefinition, "jsonFile">, keyof OnboardingCmdbArgs>;
  azureTable: Same<keyof NonNullable<CmdbDefinition["azureTable"]>, keyof OnboardingTableArgs>;
  serviceNow: Same<keyof ServiceNowDefinition, Exclude<keyof OnboardingServiceNowArgs, "secret">>;
} = { definition: true, checkPoint: true, cmdb: true, azureTable: true, serviceNow: true };

/** Nothing may be left out, at any depth. */
type Whole<T> = T extends object ? { readonly [Name in keyof T]-?: Whole<NonNullable<T[Name]>> } : T;

const checkPoint = {
  mode: "static-objects",
  server: "mgmt.example.com",
  port: 4434,
  domain: "shop",
  cloudManagementId: "0b0b0b0b",
  certificateSha256: "ab".repeat(32),
  groups: { web: { tags: { role: ["web"] }, labels: { role: ["web"] } } },
  packages: ["Standard"],
  targets: ["gateway-1"],
  install: "window",
  installWindow: { days: ["sun"], from: "22:00", to: "23:00" },
} satisfies Whole<CheckPointDefinition>;
const serviceNow: Whole<ServiceNowDefinition> = {
  instance: "example.service-now.com",
  port: 8443,
  table: "cmdb_ci_server",
  keyField: "name",
  keyFrom: "name",
  dataSource: "illumio-iac",
  fields: { name: "name" },
  classes: { linux: "cmdb_ci_linux_server", windows: "cmdb_ci_win_server" },
  flags: { commissioned: "u_commissioned" },
  auth: "oauth",
};
const filter = {
  tags: { app: ["shop"] },
  names: ["web-*"],
  resourceGroups: ["shop"],
  subscriptions: [SUBSCRIPTION],
};
const rest = {
  include: filter,
  exclude: { ...filter, names: ["web-9"] },
  requiredTags: ["app"],
  resourceGroupTags: true,
  ven: {
    pairingProfile: "Azure VMs",
    allowEnforcement: true,
    allowUnlimitedKeys: true,
    runCommand: "action",
    scriptVersion: "v19",
    caCertificate: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    proxyUrl: "http://proxy.example.com:3128",
    checksums: { linux: "cd".repeat(32), windows: "ef".repeat(32) },
    timeoutInMinutes: 45,
    removeUnmanagedTwin: true,
  },
  labels: { role: { tags: ["role"], values: { dc: "dc" }, default: "web" } },
  rules: { edge: { when: { tier: "edge" }, labels: { role: "gateway" } } },
  createLabels: true,
  relabel: true,
  criticalLabels: { role: ["dc"] },
  unpairDeleted: true,
  limits: {
    maxPerRun: 1,
    maxConcurrentInstalls: 2,
    maxChanges: 3,
    maxChangedShare: 0.4,
    maxRemovals: 5,
    maxRemovedShare: 0.6,
    attempts: 7,
    backoffInMinutes: 8,
  },
} satisfies Whole<Omit<OnboardingDefinition, "name" | "scopes" | "checkPoint" | "cmdb">>;

const secret = (name: string) => ({ vaultId: VAULT, name });

async function definitionOf(cmdb: OnboardingCmdbArgs) {
  const deployed = await run(
    (opts) =>
      new AzureVmOnboarding(
        "vms",
        {
          resourceGroupName: "illumio",
          location: "West Europe",
          scopes: { all: `/subscriptions/${SUBSCRIPTION}` },
          pce: ARGS.pce,
          ...rest,
          checkPoint: { ...checkPoint, secret: secret("check-point") },
          cmdb,
        },
        opts,
      ),
  );
  const definition = JSON.parse(settingsOf(deployed)["ILLUMIO_ONBOARDING_DEFINITION"]!) as unknown;
  return { definition, tables: Object.values(deployed.of("Table")).map(({ tableName }) => tableName) };
}

test("every property of a definition is an argument, and reaches the function as it was written", async () => {
  expect(Object.values(SAME_NAMES)).not.toContain(false);
  const { definition, tables } = await definitionOf({
    serviceNow: { ...serviceNow, secret: secret("service-now") },
  });
  expect(definition).toEqual({
    name: "vms",
    scopes: [`/subscriptions/${SUBSCRIPTION}`],
    ...rest,
    checkPoint,
    cmdb: { serviceNow },
  });
  expect(tables).toEqual(["onboarding"]);
});

test("the CMDB is a table that the component makes where one is named, and else that of the records", async () => {
  const named = await definitionOf({ azureTable: { table: "machines" } });
  expect(named).toMatchObject({
    definition: { cmdb: { azureTable: { table: "machines" } } },
    tables: ["onboarding", "machines"],
  });
  for (const azureTable of [{}, { table: "Onboarding" }])
    expect(await definitionOf({ azureTable })).toMatchObject({
      definition: { cmdb: { azureTable } },
      tables: ["onboarding"],
    });
});
