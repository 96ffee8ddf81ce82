import type { QueryOperation } from "../../http/query-protocol";
import { invalid } from "../template/template-error";
import { stackAnswer } from "./answers";
import { type Api, permit } from "./context";
import { optionalText, requiredText, textsOf } from "./input";

/** The operations that read stacks and their exports. */
export function stackListOperations(api: Api): Readonly<Record<string, QueryOperation>> {
  return {
    DescribeStacks: (input, caller) => {
      const name = optionalText(input, "StackName");
      permit(api, caller, "DescribeStacks", name);
      const stacks = name === undefined ? [...api.stacks.live].reverse() : [api.stacks.existing(name)];
      return { Stacks: stacks.map(stackAnswer) };
    },
    ListStacks: (input, caller) => {
      permit(api, caller, "ListStacks");
      const wanted = textsOf(input, "StackStatusFilter");
      const found = api.stacks.all.filter(({ status }) => wanted.length === 0 || wanted.includes(status));
      const summaries = [...found].reverse().map((stack) => {
        const { StackId, StackName, CreationTime, LastUpdatedTime, DeletionTime, ...rest } =
          stackAnswer(stack);
        const { StackStatus, StackStatusReason, DriftInformation, Description } = rest;
        return {
          StackId,
          StackName,
          TemplateDescription: Description,
          CreationTime,
          LastUpdatedTime,
          DeletionTime,
          StackStatus,
          StackStatusReason,
          DriftInformation,
        };
      });
      return { StackSummaries: summaries };
    },
    ListExports: (_input, caller) => {
      permit(api, caller, "ListExports");
      const exports = api.stacks.live.flatMap(({ id, outputs }) =>
        outputs
          .filter(({ exportName }) => exportName !== undefined)
          .map(({ exportName, value }) => ({ ExportingStackId: id, Name: exportName, Value: value })),
      );
      return { Exports: exports };
    },
    ListImports: (input, caller) => {
      permit(api, caller, "ListImports");
      const name = requiredText(input, "ExportName");
      const imports = api.stacks.importersOf(name);
      if (imports.length === 0) throw invalid(`Export '${name}' is not imported by any stack.`);
      return { Imports: imports };
    },
  };
}
