import {
  badRequest,
  commandSucceeded,
  failure,
  malformedXml,
  type PanosAnswer,
  PanosError,
} from "../api/answer";
import type { ApiCall } from "../api/api-call";
import type { Device } from "../device/device";
import { children, escapeXml, parseXml } from "../xml/xml";
import { type ConfigNode, pathKey, toXml } from "./config-node";
import { select } from "./config-tree";
import { editActions } from "./edit-actions";
import { type ConfigParams, needed } from "./edit-target";
import { refuseOnPassive } from "./passive";
import { scopeOf } from "./references";
import { verify } from "./verify";
import { parseXpath } from "./xpath";

/** Answers `type=config`. */
export function answerConfig(device: Device, call: ApiCall): PanosAnswer {
  const { params, admin } = call;
  const action = needed(params, "action");
  if (action === "get") return get(device, needed(params, "xpath"));
  if (action === "show") return show(device, needed(params, "xpath"));
  if (action !== "multi-config" && !Object.hasOwn(editActions, action))
    throw badRequest(`Illegal value for parameter "action" [${action}].`);
  refuseOnPassive(device);
  return action === "multi-config"
    ? multiConfig(device, admin.name, params)
    : write(device, admin.name, action, params);
}

/** The candidate configuration. What is absent is a success with code 7 (facts §2.2). */
function get(device: Device, xpath: string): PanosAnswer {
  const { candidate } = device.config;
  const found = select(candidate, parseXpath(xpath));
  if (found.length === 0) return { body: '<response status="success" code="7"><result/></response>' };
  const authors = authorship(device);
  const nodes = found.map(({ node, path }) =>
    toXml(node, (_, inside) => authors.get(pathKey([...path.slice(0, -1), ...inside])) ?? ""),
  );
  const counts = `total-count="${found.length}" count="${found.length}"`;
  return {
    body: `<response status="success" code="19"><result ${counts}>${nodes.join("")}</result></response>`,
  };
}

/** Attributes of changed entries of a candidate configuration; UNCONFIRMED, clients leave unknown ones alone. */
function authorship(device: Device): Map<string, string> {
  const changed = device.config.pending().filter(({ kind }) => kind !== "order");
  return new Map(
    changed.map(({ path, admins, since }, index) => {
      const time = new Date(since).toISOString().slice(0, 19).replace("T", " ").replaceAll("-", "/");
      const written = ` admin="${escapeXml(admins.at(-1) ?? "")}" dirtyId="${index + 1}" time="${time}"`;
      return [pathKey(path), written];
    }),
  );
}

/** The running configuration. */
function show(device: Device, xpath: string): PanosAnswer {
  const found = select(device.config.running, parseXpath(xpath));
  if (found.length === 0) throw failure(undefined, "No such node");
  return {
    body: `<response status="success"><result>${found.map(({ node }) => toXml(node)).join("")}</result></response>`,
  };
}

/** Does one write. */
function write(device: Device, admin: string, action: string, params: ConfigParams): PanosAnswer {
  const { config, clock } = device;
  const { root, paths } = editActions[action]!(config.schema, config.candidate, params);
  // An absent object is deleted with success; code 7 stands for it, its text is UNCONFIRMED.
  if (paths.length === 0)
    return { body: '<response status="success" code="7"><msg>Object doesn\'t exist</msg></response>' };
  for (const path of paths) config.locks.refuseChange(admin, scopeOf(path)?.at(-1)?.id ?? "shared");
  verify(config.schema, config.candidate, root, paths, config.pushed);
  config.write(root, admin, clock.now());
  return commandSucceeded;
}

/**
 * Many writes in one call (facts §6.3), from PAN-OS 10.2 on. What comes after a failed one is not done. Whether that
 * which came before stays is UNCONFIRMED: it stays, except with `strict-transactional=yes`.
 */
function multiConfig(device: Device, admin: string, params: ConfigParams): PanosAnswer {
  const [major = 0, minor = 0] = device.identity.version.split(".").map(Number);
  if (major < 10 || (major === 10 && minor < 2))
    throw badRequest('Illegal value for parameter "action" [multi-config].');
  const root = parseXml(needed(params, "element"));
  if (root === undefined) throw malformedXml();
  if (root.tagName !== "multi-configure-request") throw failure(17, `${root.tagName} is unexpected`);
  const { candidate } = device.config;
  const answers: string[] = [];
  let failed = false;
  for (const operation of children(root)) {
    const attributes = Object.fromEntries(
      Array.from(operation.attributes, ({ name, value }) => [name, value]),
    );
    const element = children(operation).map(String).join("") || (operation.textContent ?? "").trim();
    const answer = attempt(() => {
      if (!Object.hasOwn(editActions, operation.tagName))
        throw failure(17, `${operation.tagName} is unexpected`);
      return write(device, admin, operation.tagName, { ...attributes, element });
    });
    failed = answer.failed;
    const id = attributes["id"] === undefined ? "" : ` id="${escapeXml(attributes["id"])}"`;
    answers.push(answer.body.replace(/^<response/, `<response${id}`));
    if (failed) break;
  }
  if (failed && params["strict-transactional"] === "yes") undo(device, candidate, admin);
  const outer = failed ? 'status="error"' : 'status="success" code="20"';
  return { body: `<response ${outer}>${answers.join("")}</response>` };
}

const undo = (device: Device, candidate: ConfigNode, admin: string): void =>
  device.config.write(candidate, admin, device.clock.now());

function attempt(action: () => PanosAnswer): { readonly body: string; readonly failed: boolean } {
  try {
    return { body: action().body, failed: false };
  } catch (error) {
    if (!(error instanceof PanosError)) throw error;
    return { body: error.answer.body, failed: true };
  }
}
