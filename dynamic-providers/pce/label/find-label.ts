import { IllumioIacError } from "../../../core/errors";
import { checkTexts } from "../system/look-up";
import { labelIndexKey, type PceSystem } from "../system/pce-system";

/** A label that exists. */
export interface GetLabelResult {
  /** Path of the label in the PCE, for example `/orgs/1/labels/42`. */
  readonly href: string;
  readonly key: string;
  readonly value: string;
}

/** @throws IllumioIacError that names what was looked for */
export async function findLabel(
  system: PceSystem,
  { key, value }: Pick<GetLabelResult, "key" | "value">,
): Promise<GetLabelResult> {
  const title = `getLabel ${key}=${value}`;
  checkTexts(title, { key, value });
  const index = labelIndexKey(key, value);
  let [found] = await system.labels.find("keyValue", index);
  if (!found) [found] = await system.labels.find("keyValue", index, 0); // the run may have made it meanwhile
  if (!found)
    throw new IllumioIacError(
      `${title}: the PCE ${system.identity.host} has no label with this key and exactly this value`,
    );
  return { href: found.href, key: found.key, value: found.value };
}
