import type { Element } from "@xmldom/xmldom";
import type { PanosAnswer } from "../api/answer";
import type { ApiCall } from "../api/api-call";
import type { Device } from "../device/device";

/** Answers an operational command. `element` is the last element of the command's name. */
export type OpCommand = (device: Device, call: ApiCall, element: Element) => PanosAnswer;

/** Commands by their path of element names, such as `show/system/info`. */
export type OpCommands = Readonly<Record<string, OpCommand>>;
