import { UPLOAD } from "../../../core/contracts/aws/function-environment";
import { type PceAddressTexts, pceAddressVariables } from "../pce-variables";

/** A PCE and the secret with its API key, as texts of the engine, which are passed on without being read. */
export interface PceTexts<Text> extends PceAddressTexts<Text> {
  readonly secretArn: Text;
}

/** Environment variables by which a function finds its PCE. */
export function pceVariables<Text>(pce: PceTexts<Text>): Record<string, Text> {
  return { ...pceAddressVariables(pce), [UPLOAD.pceSecretArn]: pce.secretArn };
}
