import { DAG_SYNC } from "../../../../core/contracts/aws/function-environment";
import { dagSyncSettings } from "../../../../functions/aws/dag-sync/settings";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:edge-AbCdEf";
const ENVIRONMENT = {
  [DAG_SYNC.pceHost]: "pce.example.com",
  [DAG_SYNC.pcePort]: "8443",
  [DAG_SYNC.pceOrgId]: "1",
  [DAG_SYNC.pceSecretArn]: ARN,
};

test("dag-sync settings are read as a component writes them", () => {
  const settings = { pce: { host: "pce.example.com", port: 8443, orgId: 1 }, pceSecretArn: ARN };
  expect(dagSyncSettings(ENVIRONMENT)).toEqual({ ...settings, parameters: [] });
  const named = { ...ENVIRONMENT, [DAG_SYNC.parameters]: "CFN-Web-1, /illumio/db" };
  expect(dagSyncSettings(named)).toEqual({ ...settings, parameters: ["CFN-Web-1", "/illumio/db"] });
});

test("dag-sync settings name every variable that is missing", () => {
  expect(() => dagSyncSettings({})).toThrow(
    /PCE_HOST: is missing\n.*PCE_PORT: is missing\n.*ORG_ID: is missing\n.*SECRET_ARN: is missing/,
  );
});

test("dag-sync settings refuse an environment in which no certificate is checked", () => {
  const environment = { ...ENVIRONMENT, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  expect(() => dagSyncSettings(environment)).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED: is 0/);
});
