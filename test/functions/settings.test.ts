import { DEFAULT_FORMAT, logFormatText, OWN_FORMAT } from "../../core/contracts/aws/flow-log-format";
import { NORMALISE, UPLOAD } from "../../core/contracts/aws/function-environment";
import { normaliseSettings } from "../../functions/aws/normalise/settings";
import { uploadSettings } from "../../functions/aws/upload/settings";

const QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/flows";
const GROUP = "/illumio/vpc-0abc";
const formats = (format: string) => ({ [NORMALISE.flowLogFormats]: JSON.stringify({ [GROUP]: format }) });
const normalise = { ...formats(OWN_FORMAT.join(" ")), [NORMALISE.flowQueueUrl]: QUEUE };
const upload = {
  [UPLOAD.pceHost]: "pce.example.com",
  [UPLOAD.pcePort]: "8443",
  [UPLOAD.pceOrgId]: "7",
  [UPLOAD.pceSecretArn]: "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:illumio/pce-AbCdEf",
  [UPLOAD.flowQueueUrl]: QUEUE,
  [UPLOAD.refusedQueueUrl]: QUEUE,
  [UPLOAD.deadLetterQueueUrl]: QUEUE,
};

describe("settings of normalise", () => {
  test("accept the format as names or as AWS writes it, and leave rejected traffic out by default", () => {
    expect(normaliseSettings(normalise)).toEqual({
      formats: new Map([[GROUP, OWN_FORMAT]]),
      flowQueueUrl: QUEUE,
      includeRejected: false,
    });
    const awsText = { ...normalise, ...formats(logFormatText(DEFAULT_FORMAT)) };
    expect(normaliseSettings(awsText).formats.get(GROUP)).toEqual(DEFAULT_FORMAT);
  });

  test("include rejected traffic when asked for", () => {
    expect(normaliseSettings({ ...normalise, [NORMALISE.includeRejected]: "true" }).includeRejected).toBe(
      true,
    );
  });

  test.each([
    [
      formats("version srcadr dstaddr"),
      /FORMATS\["\/illumio\/vpc-0abc"\]: names no flow log format: .*"srcadr".*A format that works: version account-id/,
    ],
    [{ [NORMALISE.flowLogFormats]: " " }, /FORMATS: is missing/],
    [{ [NORMALISE.flowLogFormats]: "{}" }, /FORMATS: names no log group; it must be JSON of an object/],
    [
      { [NORMALISE.flowLogFormats]: "srcaddr dstaddr" },
      /FORMATS: must be JSON of an object, \{"<log group>": .*got 'srcaddr dstaddr'/,
    ],
    [
      { [NORMALISE.flowQueueUrl]: "arn:aws:sqs:us-east-1:123456789012:flows" },
      /QUEUE_URL: must be the URL of a queue, got 'arn:aws:sqs/,
    ],
    [
      { [NORMALISE.flowQueueUrl]: "https://sqs.us-east-1.amazonaws.com" },
      /QUEUE_URL: must be the URL of a queue/,
    ],
    [{ [NORMALISE.includeRejected]: "yes" }, /REJECTED: must be true or false, got 'yes'/],
  ])("refuse %j", (change, message) => {
    expect(() => normaliseSettings({ ...normalise, ...change })).toThrow(message);
  });
});

test.each([
  ["normalise", () => normaliseSettings({ ...normalise, NODE_TLS_REJECT_UNAUTHORIZED: "0" })],
  ["upload", () => uploadSettings({ ...upload, NODE_TLS_REJECT_UNAUTHORIZED: "0" })],
])("settings of %s refuse an environment in which no certificate is checked", (_, settings) => {
  expect(settings).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED: is 0, .*not verified: remove it/);
});

test("settings accept a variable that leaves the certificate check of Node.js on", () => {
  expect(() => normaliseSettings({ ...normalise, NODE_TLS_REJECT_UNAUTHORIZED: "1" })).not.toThrow();
});

describe("settings of upload", () => {
  test("have defaults for all optional values", () => {
    expect(uploadSettings(upload)).toEqual({
      pce: { host: "pce.example.com", port: 8443, orgId: 7 },
      pceSecretArn: upload[UPLOAD.pceSecretArn],
      flowQueueUrl: QUEUE,
      refusedQueueUrl: QUEUE,
      deadLetterQueueUrl: QUEUE,
      callsPerMinute: 400,
      serverPorts: [],
      undecided: "drop",
    });
  });

  test("read the optional values", () => {
    const all = {
      ...upload,
      [UPLOAD.callsPerMinute]: "200",
      [UPLOAD.serverPorts]: "8080, 9000,",
      [UPLOAD.undecided]: "lower-port",
      [UPLOAD.proxyUrl]: "http://proxy.example.com:3128",
    };
    expect(uploadSettings(all)).toMatchObject({
      pce: { proxyUrl: "http://proxy.example.com:3128" },
      callsPerMinute: 200,
      serverPorts: [8080, 9000],
      undecided: "lower-port",
    });
  });

  test.each([
    [
      { [UPLOAD.pceHost]: "https://pce.example.com:8443/" },
      /PCE_HOST: must be a host name only, .*write 'pce\.example\.com' and 8443 as the port/,
    ],
    [{ [UPLOAD.pceHost]: "http://pce.example.com" }, /PCE_HOST: .*always called over TLS/],
    [{ [UPLOAD.pceHost]: "pce.example.com/api/v2" }, /PCE_HOST: must be a host name only/],
    [{ [UPLOAD.pcePort]: "70000" }, /PCE_PORT: must be a whole number from 1 to 65535, got 70000/],
    [{ [UPLOAD.pceOrgId]: "one" }, /ORG_ID: must be a whole number from 1 to 999999999, got 'one'/],
    [
      { [UPLOAD.pceSecretArn]: "illumio/pce" },
      /SECRET_ARN: must look like arn:aws:secretsmanager:.*got 'illumio\/pce'/,
    ],
    [{ [UPLOAD.callsPerMinute]: "501" }, /CALLS_PER_MINUTE: must be a whole number from 1 to 500, got 501/],
    [
      { [UPLOAD.serverPorts]: "80;443" },
      /SERVER_PORTS: must be a whole number from 1 to 65535, got '80;443'; write commas between/,
    ],
    [
      { [UPLOAD.proxyUrl]: "proxy.example.com" },
      /PROXY_URL: must look like http:\/\/proxy\.example\.com:3128/,
    ],
    [
      { [UPLOAD.proxyUrl]: "http://illumio:hunter2@proxy.example.com:3128" },
      /PROXY_URL: must not hold a user name or a password, (?!.*hunter2)/,
    ],
    [{ [UPLOAD.undecided]: "guess" }, /UNDECIDED: must be drop or lower-port, got 'guess'/],
  ])("refuse %j", (change, message) => {
    expect(() => uploadSettings({ ...upload, ...change })).toThrow(message);
  });

  test("name everything that is wrong at once", () => {
    const wrong = { [UPLOAD.pcePort]: "0", [UPLOAD.undecided]: "x", [UPLOAD.serverPorts]: "0" };
    expect(() => uploadSettings(wrong)).toThrow(
      /HOST: is missing\n.*PORT: must.*\n.*ORG_ID: is missing\n.*ARN: is missing\n.*FLOW_QUEUE.*: is missing\n.*REFUSED.*: is missing\n.*DEAD.*: is missing\n.*PORTS: must.*\n.*UNDECIDED: must/,
    );
  });
});
