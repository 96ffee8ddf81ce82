import type { ParameterTexts } from "../../../clients/aws/parameter-texts";
import { parameterContent, readContent } from "./content";
import type { ContentSource } from "./sync";

/** Reads the bindings of a run from parameters, which a deployment may have changed since the last run. */
export function contentOfParameters(parameters: ParameterTexts): ContentSource {
  return async (signal) => {
    const texts = await parameters.read(signal);
    return readContent(texts.map((text, index) => parameterContent(parameters.names[index]!, text)));
  };
}
