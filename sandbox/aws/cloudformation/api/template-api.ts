import { CloudError } from "../../../cloud/cloud-error";
import type { QueryOperation } from "../../http/query-protocol";
import { requireCapabilities } from "../engine/capabilities";
import type { Stack } from "../engine/stack";
import { checkReferences } from "../template/check-references";
import { checkTemplate } from "../template/check-template";
import { readTemplate } from "../template/read-template";
import type { Template } from "../template/template";
import { type Api, permit } from "./context";
import { optionalText, requiredText } from "./input";
import { templateText } from "./template-text";

/** The operations that read templates. */
export function templateOperations(api: Api): Readonly<Record<string, QueryOperation>> {
  return {
    GetTemplate: (input, caller) => {
      const name = optionalText(input, "StackName");
      const set = optionalText(input, "ChangeSetName");
      permit(api, caller, "GetTemplate", name);
      const stack =
        name === undefined
          ? ofChangeSet(api, requiredText(input, "ChangeSetName"))
          : api.stacks.existing(name);
      const wanted =
        set === undefined
          ? stack.declaration
          : [...stack.changeSets.values()].find((one) => one.id === set || one.name === set)?.declaration;
      if (wanted === undefined && set !== undefined) {
        throw new CloudError("ChangeSetNotFound", `ChangeSet [${set}] does not exist`, 404);
      }
      return { TemplateBody: wanted?.templateText ?? "{}", StagesAvailable: ["Original", "Processed"] };
    },
    GetTemplateSummary: (input, caller) => {
      const name = optionalText(input, "StackName");
      permit(api, caller, "GetTemplateSummary", name);
      const text =
        name === undefined
          ? templateText(api.cloud.s3, input, caller, undefined)
          : (api.stacks.existing(name).declaration?.templateText ?? "");
      return summary(read(api, text));
    },
    ValidateTemplate: (input, caller) => {
      permit(api, caller, "ValidateTemplate");
      const { Parameters, ...rest } = summary(
        read(api, templateText(api.cloud.s3, input, caller, undefined)),
      );
      const { Description, Capabilities, CapabilitiesReason } = rest;
      return {
        Parameters: Parameters.map(
          ({ ParameterType: _type, ParameterConstraints: _allowed, ...kept }) => kept,
        ),
        Description,
        Capabilities,
        CapabilitiesReason,
      };
    },
  };
}

function read(api: Api, text: string): Template {
  const template = checkTemplate(readTemplate(text), (type) => api.engine.provisioners.isKnown(type));
  checkReferences(template);
  return template;
}

function summary(template: Template) {
  const needed = capabilityOf(template);
  return {
    Parameters: Object.entries(template.Parameters).map(([ParameterKey, parameter]) => ({
      ParameterKey,
      DefaultValue: parameter.Default === undefined ? undefined : String(parameter.Default),
      ParameterType: parameter.Type,
      NoEcho: String(parameter.NoEcho) === "true",
      Description: parameter.Description,
      ParameterConstraints: parameter.AllowedValues && { AllowedValues: parameter.AllowedValues.map(String) },
    })),
    Description: template.Description,
    Capabilities: needed === undefined ? [] : [needed],
    CapabilitiesReason: needed && "The following resource(s) require capabilities: [AWS::IAM]",
    ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
    Metadata: template.Metadata && JSON.stringify(template.Metadata),
  };
}

function capabilityOf(template: Template): string | undefined {
  try {
    requireCapabilities(template, []);
    return undefined;
  } catch (error) {
    return /\[(.+)\]/.exec((error as Error).message)?.[1];
  }
}

function ofChangeSet(api: Api, idOrName: string): Stack {
  const found = api.stacks.live.find(({ changeSets }) => changeSets.has(idOrName));
  if (found !== undefined) return found;
  throw new CloudError("ChangeSetNotFound", `ChangeSet [${idOrName}] does not exist`, 404);
}
