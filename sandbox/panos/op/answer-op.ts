import type { Element } from "@xmldom/xmldom";
import { badRequest, failure, malformedXml, type PanosAnswer } from "../api/answer";
import type { ApiCall } from "../api/api-call";
import type { Device } from "../device/device";
import { children, parseXml } from "../xml/xml";
import type { OpCommand, OpCommands } from "./commands";
import { configCommands } from "./config-commands";
import { objectCommands } from "./object-commands";
import { systemCommands } from "./system-commands";

const commands: OpCommands = { ...systemCommands, ...objectCommands, ...configCommands };

/** Answers `type=op`. */
export function answerOp(device: Device, call: ApiCall): PanosAnswer {
  const { cmd } = call.params;
  if (cmd === undefined) throw badRequest('Missing value for parameter "cmd".');
  const root = parseXml(cmd);
  if (root === undefined) throw malformedXml();
  const { command, element } = find(root);
  return command(device, call, element);
}

function find(root: Element): { command: OpCommand; element: Element } {
  const path: string[] = [];
  for (let element: Element | undefined = root; element !== undefined; element = children(element)[0]) {
    path.push(element.tagName);
    const command = commands[path.join("/")];
    if (command !== undefined) return { command, element };
  }
  throw failure(17, `${path.join(" -> ")} is unexpected`);
}
