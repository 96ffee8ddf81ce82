import { DEFAULT_FORMAT, logFormatText, OWN_FORMAT } from "../../../../core/contracts/aws/flow-log-format";
import { NORMALISE } from "../../../../core/contracts/aws/function-environment";
import { flowLogFields } from "../../../../core/flow-logs";
import { normaliseSettings } from "../../../../functions/aws/normalise/settings";
import type { FuzzTarget } from "../fuzz-target";

/** Names of fields, as a user or a flow log writes them. */
export const flowLogFormats: FuzzTarget = {
  name: "flow-log-formats",
  seeds: [
    OWN_FORMAT.join(" "),
    logFormatText(DEFAULT_FORMAT),
    DEFAULT_FORMAT.join(","),
    "- - srcaddr dstaddr srcport dstport protocol",
  ],
  words: ["${", "}", ",", "-", "srcaddr", "src_addr", '"dstaddr"'],
  open: () => ({
    read: (input) => {
      flowLogFields(input.toString());
      normaliseSettings({
        [NORMALISE.flowLogFormats]: JSON.stringify({ "/illumio/flow-logs": input.toString() }),
        [NORMALISE.flowQueueUrl]: "https://sqs.us-east-1.amazonaws.com/1/flows",
      });
    },
  }),
};
