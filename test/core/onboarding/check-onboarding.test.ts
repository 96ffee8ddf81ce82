import { Checks } from "../../../core/checks";
import { isUnknown, UNKNOWN } from "../../../core/checks/unknown";
import { checkOnboarding, type OnboardingDefinition, withDefaults } from "../../../core/onboarding";
import { SUBSCRIPTION } from "./machines";

const GOOD: OnboardingDefinition = { name: "prod-vms", ven: { pairingProfile: "azure" } };
const SERVICE_NOW = {
  instance: "shop.service-now.com",
  dataSource: "IllumioIaC",
  flags: { commissioned: "u_commissioned" },
};
const STATIC = { mode: "static-objects", server: "mgmt.example.com", install: "never" };
const SHA = "ab".repeat(32);

function problems(written: object): string[] {
  const checks = Checks.start({ isLater: isUnknown });
  checkOnboarding({ ...GOOD, ...written }, checks);
  return checks.problems.map(({ path, reason }) => `${path}: ${reason}`);
}

test("an onboarding with nothing but a name and a pairing profile gets the defaults", () => {
  expect(withDefaults(GOOD)).toEqual({
    name: "prod-vms",
    requiredTags: [],
    resourceGroupTags: false,
    ven: {
      pairingProfile: "azure",
      allowEnforcement: false,
      allowUnlimitedKeys: false,
      runCommand: "managed",
      scriptVersion: "v18",
      timeoutInMinutes: 30,
      removeUnmanagedTwin: false,
    },
    labels: {},
    rules: {},
    createLabels: false,
    relabel: false,
    criticalLabels: {},
    checkPoint: { mode: "none" },
    cmdb: { azureTable: {} },
    unpairDeleted: false,
    limits: {
      maxPerRun: 50,
      maxConcurrentInstalls: 20,
      maxRemovals: 20,
      maxRemovedShare: 0.2,
      attempts: 5,
      backoffInMinutes: 5,
    },
  });
});

const FULL: OnboardingDefinition = {
  name: "a",
  scopes: [`/subscriptions/${SUBSCRIPTION}`, `/subscriptions/${SUBSCRIPTION}/resourceGroups/Shop_1.(a)`],
  include: { tags: { onboard: [], Env: ["prod", ""] }, names: ["web-*"] },
  exclude: { resourceGroups: ["test-*"], subscriptions: [SUBSCRIPTION] },
  requiredTags: ["owner"],
  resourceGroupTags: true,
  ven: {
    pairingProfile: "azure",
    allowEnforcement: true,
    allowUnlimitedKeys: true,
    runCommand: "action",
    scriptVersion: "v20",
    caCertificate: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    proxyUrl: "http://proxy.example.com:3128",
    checksums: { linux: SHA, windows: SHA },
    timeoutInMinutes: 90,
    removeUnmanagedTwin: true,
  },
  labels: {
    app: { tags: ["app", "application"] },
    env: { tags: ["env"], values: { p: "prod" }, default: "dev" },
    loc: { tags: [], default: "azure" },
  },
  rules: { dc: { when: { app: "ad", tier: "" }, labels: { role: "dc" } } },
  createLabels: true,
  relabel: true,
  criticalLabels: { role: ["dc"], env: ["prod"] },
  checkPoint: {
    mode: "static-objects",
    server: "mgmt.example.com",
    port: 4434,
    domain: "D1",
    cloudManagementId: "0a1b2c3d-0000-0000-0000-000000000000",
    certificateSha256: SHA,
    groups: {
      "Web servers": { tags: { tier: ["web"] }, labels: { role: ["web"] } },
      all: { tags: { onboard: [] } },
    },
    packages: ["Standard"],
    targets: ["gw1"],
    install: "window",
    installWindow: { days: ["sat", "sun"], from: "22:00", to: "04:30" },
  },
  cmdb: {
    serviceNow: {
      ...SERVICE_NOW,
      port: 8443,
      table: "cmdb_ci_linux_server",
      keyField: "fqdn",
      keyFrom: "vmId",
      fields: { name: "name", os: "os" },
      classes: { linux: "cmdb_ci_linux_server", windows: "cmdb_ci_win_server" },
      flags: { venInstalled: "u_ven", labelled: "u_labels", firewallReady: "u_fw", commissioned: "u_done" },
      auth: "oauth",
    },
  },
  unpairDeleted: true,
  limits: {
    maxPerRun: 10,
    maxConcurrentInstalls: 5,
    maxChanges: 100,
    maxChangedShare: 0.5,
    maxRemovals: 0,
    maxRemovedShare: 0,
    attempts: 2,
    backoffInMinutes: 1,
  },
};

test("an onboarding with everything stays as it is written", () => {
  expect(withDefaults(FULL)).toEqual(FULL);
  expect(withDefaults(withDefaults(GOOD))).toEqual(withDefaults(GOOD));
});

test("static objects, ServiceNow and limits get their defaults, and fingerprints one form", () => {
  const certificateSha256 = SHA.toUpperCase().replaceAll(/(..)(?=.)/g, "$1:");
  const { checkPoint, cmdb, limits } = withDefaults({
    ...GOOD,
    checkPoint: { ...STATIC, certificateSha256 },
    cmdb: { serviceNow: SERVICE_NOW },
    limits: { attempts: 9 },
  });
  expect(checkPoint).toEqual({ ...STATIC, certificateSha256: SHA, port: 443, groups: {} });
  expect(cmdb.serviceNow).toEqual({
    ...SERVICE_NOW,
    port: 443,
    table: "cmdb_ci_server",
    keyField: "host_name",
    keyFrom: "computerName",
    fields: { name: "name", computerName: "host_name", address: "ip_address", os: "os" },
    auth: "basic",
  });
  expect(limits).toMatchObject({ attempts: 9, maxPerRun: 50 });
});

const checkPoint = (change: object) => ({ checkPoint: { ...STATIC, ...change } });
const ven = (change: object) => ({ ven: { ...GOOD.ven, ...change } });
const serviceNow = (change: object) => ({ cmdb: { serviceNow: { ...SERVICE_NOW, ...change } } });
const WINDOW = { install: "window", packages: ["p"], installWindow: { from: "22:00", to: "23:00" } };

test.each<[string, object, RegExp]>([
  ["no name", { name: undefined }, /^name: is missing; name this onboarding/],
  ["a name with a blank", { name: "a b" }, /^name: must look like prod-vms: at most 40.* got 'a b'/],
  ["a long name", { name: "a".repeat(41) }, /^name: must look like/],
  ["a property that is unknown", { label: {} }, /^label: unknown property; known are name, scopes, include/],
  [
    "a scope that is none",
    { scopes: ["prod"] },
    /^scopes\[0\]: must look like \/subscriptions\/.*got 'prod'/,
  ],
  [
    "a scope that is a machine",
    {
      scopes: [
        `/subscriptions/${SUBSCRIPTION}/resourceGroups/a/providers/Microsoft.Compute/virtualMachines/b`,
      ],
    },
    /^scopes\[0\]: must look like/,
  ],
  [
    "a resource group whose name ends with a dot",
    { scopes: [`/subscriptions/${SUBSCRIPTION}/resourceGroups/a.`] },
    /^scopes\[0\]: must look like/,
  ],
  ["an empty list of scopes", { scopes: [] }, /^scopes: must be a list of at least 1/],
  ["subscriptions beside scopes", { subscriptions: [SUBSCRIPTION] }, /^subscriptions: unknown property/],
  ["an include that has nothing", { include: {} }, /^include: matches every machine; name tags/],
  ["an exclude that has no tag", { exclude: { tags: {} } }, /^exclude: matches every machine; name tags/],
  [
    "an exclude of an unknown part",
    { exclude: { name: ["x"], names: ["a"] } },
    /^exclude\.name: unknown property; known/,
  ],
  [
    "an exclude whose names are one text",
    { exclude: { names: "web*" } },
    /^exclude\.names: must be a list of at/,
  ],
  ["a tag as text", { include: { tags: { a: "b" } } }, /^include\.tags\.a: must be a list/],
  [
    "one tag twice",
    { include: { tags: { env: ["a"], ENV: [] } } },
    /^include\.tags\.ENV: is the name of another/,
  ],
  ["an empty name of a tag", { requiredTags: [""] }, /^requiredTags\[0\]: must not be empty/],
  ["no VEN", { ven: undefined }, /^ven: is missing; name at least the pairing profile/],
  ["no pairing profile", { ven: {} }, /^ven\.pairingProfile: is missing; name the pairing profile/],
  [
    "another form of commands",
    ven({ runCommand: "cse" }),
    /^ven\.runCommand: must be managed or action, got 'cse'/,
  ],
  ["a version that is none", ven({ scriptVersion: "18/../x" }), /^ven\.scriptVersion: must look like v18/],
  [
    "a certificate that is none",
    ven({ caCertificate: "AAAA" }),
    /^ven\.caCertificate: must be certificates in PEM/,
  ],
  [
    "a private key",
    ven({ caCertificate: "-----BEGIN PRIVATE KEY-----" }),
    /^ven\.caCertificate: holds a private key/,
  ],
  [
    "very many certificates",
    ven({ caCertificate: "x".repeat(65_537) }),
    /^ven\.caCertificate: has 65537 characters/,
  ],
  ["a proxy that is no URL", ven({ proxyUrl: "proxy:3128" }), /^ven\.proxyUrl: must look like http:/],
  [
    "a proxy with a password",
    ven({ proxyUrl: "http://u:geheim@p:1" }),
    /^ven\.proxyUrl: must not hold a user(?!.*geheim)/,
  ],
  ["a proxy that a shell would run", ven({ proxyUrl: "http://a$(id)b:80" }), /^ven\.proxyUrl: must/],
  [
    "a checksum that is none",
    ven({ checksums: { linux: "ab" } }),
    /^ven\.checksums\.linux: must be a SHA-256/,
  ],
  [
    "a checksum of another system",
    ven({ checksums: { mac: SHA } }),
    /^ven\.checksums\.mac: unknown property/,
  ],
  ["no time", ven({ timeoutInMinutes: 0 }), /^ven\.timeoutInMinutes: must be a whole number from 1/],
  [
    "more time than an action has",
    ven({ runCommand: "action", timeoutInMinutes: 91 }),
    /^ven\.timeoutInMinutes: must be at most 90 with runCommand action, got 91/,
  ],
  ["a label without tags", { labels: { app: {} } }, /^labels\.app\.tags: is missing; name the tags/],
  [
    "a label that nothing gives a value",
    { labels: { app: { tags: [] } } },
    /^labels\.app: gives no value; name tags, or/,
  ],
  [
    "a label key that is too long",
    { labels: { ["k".repeat(65)]: { tags: ["a"] } } },
    /: a label key has 1 to 64/,
  ],
  [
    "a reserved default",
    { labels: { app: { tags: ["a"], default: "All Applications" } } },
    /^labels\.app\.default: 'All Applications' is reserved/,
  ],
  [
    "an empty value",
    { labels: { app: { tags: ["a"], values: { x: "" } } } },
    /^labels\.app\.values\.x: must not be empty/,
  ],
  [
    "a rule for every machine",
    { rules: { r: { when: {}, labels: { a: "b" } } } },
    /^rules\.r\.when: matches every/,
  ],
  [
    "a rule without labels",
    { rules: { r: { when: { a: "b" }, labels: {} } } },
    /^rules\.r\.labels: must give at least/,
  ],
  [
    "a rule with one tag twice",
    { rules: { r: { when: { a: "b", A: "c" }, labels: { a: "b" } } } },
    /^rules\.r\.when\.A: is the name of another tag/,
  ],
  [
    "a rule with a name that no message shows",
    { rules: { "a b": { when: { a: "b" }, labels: { a: "b" } } } },
    /^rules\["a b"\]: must/,
  ],
  [
    "a critical label that is not mapped",
    { labels: { app: { tags: ["a"] } }, criticalLabels: { role: ["dc"] } },
    /^criticalLabels\.role: nothing gives this label a value; map it in labels or rules \(they have app\)$/,
  ],
  [
    "a critical label without values",
    { labels: { role: { tags: ["a"] } }, criticalLabels: { role: [] } },
    /^criticalLabels\.role: must be a list of at least 1/,
  ],
  ["a Check Point without a mode", { checkPoint: {} }, /^checkPoint\.mode: is missing; say how/],
  ["another mode", { checkPoint: { mode: "hosts" } }, /^checkPoint\.mode: must be none, static-objects or/],
  [
    "a server and no mode for it",
    { checkPoint: { mode: "none", server: "a" } },
    /^checkPoint\.server: is not used with mode none/,
  ],
  [
    "no server",
    checkPoint({ server: undefined }),
    /^checkPoint\.server: is missing; name the management server/,
  ],
  [
    "a server with a scheme",
    checkPoint({ server: "https://a" }),
    /^checkPoint\.server: must be a host name only.* got 'https/,
  ],
  [
    "no install",
    checkPoint({ install: undefined }),
    /^checkPoint\.install: is missing; say never, always or window: an/,
  ],
  [
    "another install",
    checkPoint({ install: "later" }),
    /^checkPoint\.install: must be never, always or window/,
  ],
  [
    "no package",
    checkPoint({ install: "always" }),
    /^checkPoint\.packages: is missing; name the policy packages/,
  ],
  [
    "no window",
    checkPoint({ ...WINDOW, installWindow: undefined }),
    /^checkPoint\.installWindow: is missing; say from/,
  ],
  [
    "a window without need",
    checkPoint({ ...WINDOW, install: "always" }),
    /^checkPoint\.installWindow: is not used with/,
  ],
  [
    "a window without length",
    checkPoint({ ...WINDOW, installWindow: { from: "22:00", to: "22:00" } }),
    /^checkPoint\.installWindow: has no length: from and to are both 22:00/,
  ],
  [
    "a window at a time that is none",
    checkPoint({ ...WINDOW, installWindow: { from: "24:00", to: "23:00" } }),
    /^checkPoint\.installWindow\.from: must look like 22:30/,
  ],
  [
    "a window on a day that is none",
    checkPoint({ ...WINDOW, installWindow: { ...WINDOW.installWindow, days: ["Sat"] } }),
    /^checkPoint\.installWindow\.days\[0\]: must be mon, tue/,
  ],
  [
    "a group without members",
    checkPoint({ groups: { a: { tags: {} } } }),
    /^checkPoint\.groups\.a: has no member; name/,
  ],
  [
    "a group with one tag twice",
    checkPoint({ groups: { a: { tags: { b: [], B: [] } } } }),
    /^checkPoint\.groups\.a\.tags\.B: is/,
  ],
  [
    "a fingerprint of another length",
    checkPoint({ certificateSha256: "AB:CD" }),
    /^checkPoint\.certificateSha256: must be a SHA/,
  ],
  [
    "a path as cloud id",
    checkPoint({ cloudManagementId: "a/b" }),
    /^checkPoint\.cloudManagementId: must look like/,
  ],
  [
    "a feed without objects",
    { checkPoint: { mode: "generic-data-center" } },
    /^checkPoint\.groups: is missing; name the objects/,
  ],
  [
    "a feed with no object",
    { checkPoint: { mode: "generic-data-center", groups: {} } },
    /^checkPoint\.groups: must have at least one/,
  ],
  [
    "a feed that is installed",
    {
      labels: { role: { tags: ["role"] } },
      checkPoint: { mode: "generic-data-center", groups: { a: { labels: { role: [] } } }, install: "always" },
    },
    /^checkPoint\.install: is not used with mode generic-data-center/,
  ],
  ["no CMDB", { cmdb: {} }, /^cmdb: must be one CMDB: .* got none/],
  [
    "two CMDBs",
    { cmdb: { azureTable: {}, jsonFile: { path: "a" } } },
    /^cmdb: must be one .* got azureTable and jsonFile/,
  ],
  [
    "a table that is none",
    { cmdb: { azureTable: { table: "a-b" } } },
    /^cmdb\.azureTable\.table: must look like/,
  ],
  ["no path", { cmdb: { jsonFile: {} } }, /^cmdb\.jsonFile\.path: is missing/],
  [
    "an instance with a path",
    serviceNow({ instance: "a.com/x" }),
    /^cmdb\.serviceNow\.instance: must be a host name only/,
  ],
  [
    "no data source",
    serviceNow({ dataSource: undefined }),
    /^cmdb\.serviceNow\.dataSource: is missing; name a choice/,
  ],
  [
    "a column with a query",
    serviceNow({ keyField: "name^ORos" }),
    /^cmdb\.serviceNow\.keyField: must look like u_ven/,
  ],
  [
    "a key of something else",
    serviceNow({ keyFrom: "address" }),
    /^cmdb\.serviceNow\.keyFrom: must be computerName/,
  ],
  ["no flag", serviceNow({ flags: undefined }), /^cmdb\.serviceNow\.flags: is missing; name at least/],
  [
    "no column of commissioned",
    serviceNow({ flags: {} }),
    /^cmdb\.serviceNow\.flags\.commissioned: is missing; name the/,
  ],
  [
    "one column for two flags",
    serviceNow({ flags: { labelled: "u_x", commissioned: "u_x" } }),
    /^cmdb\.serviceNow\.flags\.commissioned: is the column of labelled too/,
  ],
  [
    "a field of an unknown property",
    serviceNow({ fields: { ip: "ip" } }),
    /^cmdb\.serviceNow\.fields\.ip: unknown property/,
  ],
  [
    "a token as secret",
    serviceNow({ password: "geheim" }),
    /^cmdb\.serviceNow\.password: unknown property(?!.*geheim)/,
  ],
  [
    "no machine a run",
    { limits: { maxPerRun: 0 } },
    /^limits\.maxPerRun: must be a whole number from 1 to 10000, got 0/,
  ],
  [
    "a share in percent",
    { limits: { maxRemovedShare: 20 } },
    /^limits\.maxRemovedShare: must be a number from 0 to 1, got 20/,
  ],
  ["half an attempt", { limits: { attempts: 0.5 } }, /^limits\.attempts: must be a whole number/],
])("an onboarding with %s is refused", (_what, written, reason) => {
  expect(problems(written)).toEqual([expect.stringMatching(reason)]);
});

test.each([[undefined], [null], [7], ["x"], [[]]])(
  "an onboarding that is %p is refused as a whole",
  (written) => {
    const checks = Checks.start();
    checkOnboarding(written, checks);
    expect(checks.problems).toHaveLength(1);
  },
);

test("every problem is named at once, under the name of the subject", () => {
  const written = { name: "", ven: {}, limits: { attempts: 0 } } as unknown as OnboardingDefinition;
  expect(() => withDefaults(written, "onboarding.json")).toThrow(
    /^onboarding\.json: 3 problems\n {2}name: .*\n {2}ven\.pairingProfile: .*\n {2}limits\.attempts: /,
  );
});

test("a critical label of a key whose source has a problem is no second problem", () => {
  expect(problems({ labels: { role: { tags: 7 } }, criticalLabels: { role: ["dc"] } })).toEqual([
    expect.stringMatching(/^labels\.role\.tags: /),
  ]);
});

test("values that are known later pass at any depth", () => {
  expect(
    problems({
      name: UNKNOWN,
      scopes: [UNKNOWN],
      include: { tags: UNKNOWN },
      exclude: { names: [UNKNOWN] },
      ven: { pairingProfile: UNKNOWN, caCertificate: UNKNOWN, proxyUrl: UNKNOWN },
      labels: UNKNOWN,
      rules: { r: { when: { a: UNKNOWN }, labels: { b: UNKNOWN } } },
      criticalLabels: { role: [UNKNOWN] },
      checkPoint: { mode: "static-objects", server: UNKNOWN, install: UNKNOWN, groups: { a: UNKNOWN } },
      cmdb: { serviceNow: UNKNOWN },
      limits: { attempts: UNKNOWN },
    }),
  ).toEqual([]);
  expect(
    problems({ ven: UNKNOWN, checkPoint: UNKNOWN, cmdb: UNKNOWN, limits: UNKNOWN, labels: { a: UNKNOWN } }),
  ).toEqual([]);
  expect(problems({ checkPoint: { mode: UNKNOWN }, include: UNKNOWN })).toEqual([]);
});

test("a group of Check Point by a label that nothing gives is refused, as a critical label is", () => {
  const groups = { web: { labels: { role: ["web"], app: ["shop"] }, tags: { tier: ["web"] } } };
  const labels = { app: { tags: ["app"] } };
  const rules = { web: { when: { tier: "web" }, labels: { role: "web" } } };
  const seen = (written: object) => problems({ checkPoint: { ...STATIC, groups }, ...written });
  expect(seen({ labels })).toEqual([
    "checkPoint.groups.web.labels.role: nothing gives this label a value; map it in labels or rules (they have app)",
  ]);
  expect(seen({ labels, rules })).toEqual([]);
  expect(seen({ labels: UNKNOWN })).toEqual([]);
  expect(problems({ labels, checkPoint: { ...STATIC, groups: UNKNOWN } })).toEqual([]);
  expect(problems({ labels, checkPoint: UNKNOWN })).toEqual([]);
});
