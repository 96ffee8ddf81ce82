import { DEFAULT_FORMAT, logFormatText, OWN_FORMAT } from "../../core/contracts/flow-log-format";
import { NORMALISE, UPLOAD } from "../../core/contracts/function-environment";
import { normaliseSettings } from "../../functions/aws-normalise/settings";
import { uploadSettings } from "../../functions/aws-upload/settings";

const QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/flows";
const normalise = { [NORMALISE.flowLogFields]: OWN_FORMAT.join(" "), [NORMALISE.flowQueueUrl]: QUEUE };
const upload = {
  [UPLOAD.pceHost]: "pce.example.com",
  [UPLOAD.pcePort]: "8443",
  [UPLOAD.pceOrgId]: "7",
  [UPLOAD.pceSecretArn]: "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:illumio/pce-AbCdEf",
  [UPLOAD.refusedQueueUrl]: QUEUE,
  [UPLOAD.deadLetterQueueUrl]: QUEUE,
};

describe("normalise", () => {
  test("takes the format as names or as AWS writes it, and leaves rejected traffic out", () => {
    expect(normaliseSettings(normalise)).toEqual({
      fields: OWN_FORMAT,
      flowQueueUrl: QUEUE,
      includeRejected: false,
    });
    const awsText = { ...normalise, [NORMALISE.flowLogFields]: logFormatText(DEFAULT_FORMAT) };
    expect(normaliseSettings(awsText).fields).toEqual(DEFAULT_FORMAT);
  });

  test("takes rejected traffic on demand", () => {
    expect(normaliseSettings({ ...normalise, [NORMALISE.includeRejected]: "true" }).includeRejected).toBe(
      true,
    );
  });

  test.each([
    [
      { [NORMALISE.flowLogFields]: "version srcadr dstaddr" },
      /FIELDS names no flow log format: .*"srcadr".*A format that works: version account-id/,
    ],
    [{ [NORMALISE.flowLogFields]: " " }, /FIELDS is not set/],
    [
      { [NORMALISE.flowQueueUrl]: "arn:aws:sqs:us-east-1:123456789012:flows" },
      /QUEUE_URL must be the URL of a queue, got "arn:aws:sqs/,
    ],
    [
      { [NORMALISE.flowQueueUrl]: "https://sqs.us-east-1.amazonaws.com" },
      /QUEUE_URL must be the URL of a queue/,
    ],
    [{ [NORMALISE.includeRejected]: "yes" }, /REJECTED must be true or false, got "yes"/],
  ])("refuses %j", (change, message) => {
    expect(() => normaliseSettings({ ...normalise, ...change })).toThrow(message);
  });
});

describe("upload", () => {
  test("has defaults for what the user need not know", () => {
    expect(uploadSettings(upload)).toEqual({
      pce: { host: "pce.example.com", port: 8443, orgId: 7 },
      pceSecretArn: upload[UPLOAD.pceSecretArn],
      refusedQueueUrl: QUEUE,
      deadLetterQueueUrl: QUEUE,
      callsPerMinute: 400,
      serverPorts: [],
      undecided: "drop",
    });
  });

  test("reads the optional settings", () => {
    const all = {
      ...upload,
      [UPLOAD.callsPerMinute]: "200",
      [UPLOAD.serverPorts]: "8080, 9000,",
      [UPLOAD.undecided]: "lower-port",
    };
    expect(uploadSettings(all)).toMatchObject({
      callsPerMinute: 200,
      serverPorts: [8080, 9000],
      undecided: "lower-port",
    });
  });

  test.each([
    [
      { [UPLOAD.pceHost]: "https://pce.example.com:8443/" },
      /PCE_HOST must be a host name only, .*write 'pce\.example\.com' and 8443 as the port/,
    ],
    [{ [UPLOAD.pceHost]: "http://pce.example.com" }, /PCE_HOST .*always called over TLS/],
    [{ [UPLOAD.pceHost]: "pce.example.com/api/v2" }, /PCE_HOST must be a host name only/],
    [{ [UPLOAD.pcePort]: "70000" }, /PCE_PORT must be a whole number from 1 to 65535, got "70000"/],
    [{ [UPLOAD.pceOrgId]: "one" }, /ORG_ID must be a whole number from 1 to 999999999, got "one"/],
    [
      { [UPLOAD.pceSecretArn]: "illumio/pce" },
      /SECRET_ARN must look like arn:aws:secretsmanager:.*got "illumio\/pce"/,
    ],
    [{ [UPLOAD.callsPerMinute]: "501" }, /CALLS_PER_MINUTE must be a whole number from 1 to 500, got "501"/],
    [
      { [UPLOAD.serverPorts]: "80;443" },
      /SERVER_PORTS must be whole numbers .* separated by commas; got "80;443"/,
    ],
    [{ [UPLOAD.undecided]: "guess" }, /UNDECIDED must be drop or lower-port, got "guess"/],
  ])("refuses %j", (change, message) => {
    expect(() => uploadSettings({ ...upload, ...change })).toThrow(message);
  });

  test("names everything that is wrong at once", () => {
    const wrong = { [UPLOAD.pcePort]: "0", [UPLOAD.undecided]: "x", [UPLOAD.serverPorts]: "0" };
    expect(() => uploadSettings(wrong)).toThrow(
      /HOST is not set\n.*PORT must.*\n.*ORG_ID is not set\n.*ARN is not set\n.*REFUSED.* is not set\n.*DEAD.* is not set\n.*PORTS must.*\n.*UNDECIDED must/,
    );
  });
});
