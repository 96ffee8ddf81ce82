import { checkResource } from "./check-resource";
import { isRecord, type Template } from "./template";
import { invalid } from "./template-error";

const SECTIONS = [
  "AWSTemplateFormatVersion",
  "Conditions",
  "Description",
  "Hooks",
  "Mappings",
  "Metadata",
  "Outputs",
  "Parameters",
  "Resources",
  "Rules",
  "Transform",
];

/** CloudFormation quotas, "Resources". */
const MOST_RESOURCES = 500;

/**
 * Takes what was read for a template.
 *
 * @param isKnownType whether the account has a resource type
 * @throws CloudError `ValidationError`, in CloudFormation's words
 */
export function checkTemplate(
  content: Readonly<Record<string, unknown>>,
  isKnownType: (type: string) => boolean,
): Template {
  const unknown = Object.keys(content).filter((key) => !SECTIONS.includes(key));
  if (unknown.length > 0) throw invalid(`Invalid template property or properties [${unknown.join(", ")}]`);
  const version = content["AWSTemplateFormatVersion"];
  if (version !== undefined && version !== "2010-09-09") {
    throw invalid(`Template format error: unsupported value for AWSTemplateFormatVersion.`);
  }
  if (content["Transform"] !== undefined) {
    const name = [content["Transform"]].flat().map(String)[0];
    throw invalid(`No transform named ${name} found.`);
  }
  for (const section of ["Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs"]) {
    if (content[section] === null) throw invalid(`[/${section}] 'null' values are not allowed in templates`);
    if (content[section] !== undefined && !isRecord(content[section])) {
      throw invalid(`Template format error: ${section} must be an object.`);
    }
    for (const [name, value] of Object.entries((content[section] ?? {}) as object)) {
      if (value === null) throw invalid(`[/${section}/${name}] 'null' values are not allowed in templates`);
    }
  }
  const resources = (content["Resources"] ?? {}) as Record<string, unknown>;
  const ids = Object.keys(resources);
  if (ids.length === 0) {
    throw invalid("Template format error: At least one Resources member must be defined.");
  }
  if (ids.length > MOST_RESOURCES) {
    throw invalid(
      `Template format error: Number of resources, ${ids.length}, is greater than maximum allowed, ${MOST_RESOURCES}`,
    );
  }
  for (const [id, resource] of Object.entries(resources)) checkResource(id, resource);
  const types = new Set(ids.map((id) => (resources[id] as { Type: string }).Type));
  const unknownTypes = [...types].filter((type) => !isKnownType(type));
  if (unknownTypes.length > 0) {
    throw invalid(`Template format error: Unrecognized resource types: [${unknownTypes.join(", ")}]`);
  }
  checkParts(content);
  const { Description, Metadata, Parameters, Rules, Mappings, Conditions, Outputs } = content;
  return {
    Parameters: {},
    Rules: {},
    Mappings: {},
    Conditions: {},
    Outputs: {},
    ...JSON.parse(
      JSON.stringify({
        Description,
        Metadata,
        Parameters,
        Rules,
        Mappings,
        Conditions,
        Resources: resources,
        Outputs,
      }),
    ),
  } as Template;
}

function checkParts(content: Readonly<Record<string, unknown>>): void {
  const parts = (section: string) => Object.entries((content[section] ?? {}) as Record<string, unknown>);
  for (const [name, parameter] of parts("Parameters")) {
    if (!/^[A-Za-z0-9]{1,255}$/.test(name)) {
      throw invalid(`Template format error: Parameter name ${name} is non alphanumeric.`);
    }
    if (!isRecord(parameter) || typeof parameter["Type"] !== "string") {
      throw invalid("Template format error: Every Parameters object must contain a Type member.");
    }
  }
  for (const [name, map] of parts("Mappings")) {
    const rows = isRecord(map) ? Object.values(map) : [undefined];
    if (rows.some((row) => !isRecord(row))) {
      throw invalid(`Template format error: Every Mappings member ${name} must be a map`);
    }
  }
  for (const [name, output] of parts("Outputs")) {
    if (!isRecord(output) || output["Value"] === undefined) {
      throw invalid(
        `Template format error: Output ${name} is malformed. The Value field of every Outputs member must be specified`,
      );
    }
    if (output["Condition"] !== undefined && typeof output["Condition"] !== "string") {
      throw invalid("Template format error: Every Condition member must be a string.");
    }
    const exported = output["Export"];
    if (exported !== undefined && (!isRecord(exported) || exported["Name"] === undefined)) {
      throw invalid(
        `Template format error: Output ${name} is malformed. The Name field of every Export member must be specified.`,
      );
    }
  }
  for (const [name, rule] of parts("Rules")) {
    if (!isRecord(rule) || !Array.isArray(rule["Assertions"])) {
      throw invalid(`Template format error: Rule ${name} must have a list of Assertions`);
    }
  }
}
