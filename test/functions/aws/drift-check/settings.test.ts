import { DRIFT_CHECK } from "../../../../core/contracts/aws/function-environment";
import { driftCheckSettings } from "../../../../functions/aws/drift-check/settings";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pce-AbCdEf";
const ENVIRONMENT = {
  [DRIFT_CHECK.pceHost]: "pce.example.com",
  [DRIFT_CHECK.pcePort]: "8443",
  [DRIFT_CHECK.pceOrgId]: "1",
  [DRIFT_CHECK.pceSecretArn]: ARN,
  [DRIFT_CHECK.path]: "/illumio-iac/Shop/ShopPce1A2B3C4D",
};

test("drift-check settings are read as a construct writes them", () => {
  expect(
    driftCheckSettings({ ...ENVIRONMENT, [DRIFT_CHECK.proxyUrl]: "http://proxy.example.com:3128" }),
  ).toEqual({
    pce: { host: "pce.example.com", port: 8443, orgId: 1, proxyUrl: "http://proxy.example.com:3128" },
    pceSecretArn: ARN,
    path: "/illumio-iac/Shop/ShopPce1A2B3C4D",
  });
});

test("drift-check settings name every variable that is missing", () => {
  expect(() => driftCheckSettings({})).toThrow(
    /PCE_HOST: is missing\n.*PCE_PORT: is missing\n.*ORG_ID: is missing\n.*SECRET_ARN: is missing\n.*CHECK_PATH: is missing/,
  );
});

test.each(["illumio-iac/Shop", "/illumio-iac/", "/", "/a b"])(
  "drift-check settings refuse the path %s",
  (path) => {
    expect(() => driftCheckSettings({ ...ENVIRONMENT, [DRIFT_CHECK.path]: path })).toThrow(
      /CHECK_PATH: must look like \/illumio-iac\/Stack\/Connection/,
    );
  },
);
