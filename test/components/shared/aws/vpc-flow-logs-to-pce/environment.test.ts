import {
  normaliseVariables,
  uploadVariables,
} from "../../../../../components/shared/aws/vpc-flow-logs-to-pce/environment";
import { flowLogFormats } from "../../../../../components/shared/aws/vpc-flow-logs-to-pce/flow-log";
import { NORMALISE, UPLOAD } from "../../../../../core/contracts/aws/function-environment";
import { normaliseSettings } from "../../../../../functions/aws/normalise/settings";
import { uploadSettings } from "../../../../../functions/aws/upload/settings";
import { token } from "../tokens";

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:pce-AbCdEf";
const UPLOAD_VALUES = {
  pce: {
    host: "pce.example.com",
    port: "8443",
    orgId: "7",
    secretArn: SECRET,
    proxyUrl: "http://proxy.example.com:3128",
  },
  flowQueueUrl: "https://sqs/1/flows",
  refusedQueueUrl: "https://sqs/1/refused",
  deadLetterQueueUrl: "https://sqs/1/dead",
  callsPerMinute: "200",
  serverPorts: "8443,5432",
  undecided: "lower-port",
};

test("normalise reads every variable that it gets, and gets every variable that it reads", () => {
  const variables = normaliseVariables({
    flowLogFormats: flowLogFormats({ flows: "srcaddr dstaddr srcport dstport protocol action" }),
    flowQueueUrl: "https://sqs/1/flows",
    includeRejected: "true",
  });
  expect(Object.keys(variables).sort()).toEqual(Object.values(NORMALISE).sort());
  expect(normaliseSettings(variables)).toMatchObject({ includeRejected: true });
});

test("upload reads every variable that it gets, and gets every variable that it reads", () => {
  const variables = uploadVariables(UPLOAD_VALUES);
  expect(Object.keys(variables).sort()).toEqual(Object.values(UPLOAD).sort());
  expect(uploadSettings(variables)).toMatchObject({
    pce: { host: "pce.example.com", port: 8443, orgId: 7, proxyUrl: "http://proxy.example.com:3128" },
    callsPerMinute: 200,
    serverPorts: [8443, 5432],
    undecided: "lower-port",
  });
});

test("a function gets no variable for a proxy when there is none", () => {
  const { proxyUrl: _, ...pce } = UPLOAD_VALUES.pce;
  expect(uploadVariables({ ...UPLOAD_VALUES, pce })).not.toHaveProperty(UPLOAD.proxyUrl);
});

test("variables are the given values unchanged when these are tokens or values of an engine", () => {
  const ofEngine = { output: true };
  const given = { flowLogFormats: token("Formats"), flowQueueUrl: ofEngine, includeRejected: token("Flag") };
  expect(Object.values(normaliseVariables<unknown>(given))).toEqual(Object.values(given));
  expect(normaliseVariables<unknown>(given)[NORMALISE.flowQueueUrl]).toBe(ofEngine);
});
