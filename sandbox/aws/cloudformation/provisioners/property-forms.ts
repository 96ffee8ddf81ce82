import { strToU8, zipSync } from "fflate";
import { isRecord } from "../template/template";

/** Where the resource table takes a property in another form than a template. */
const FORMS: Readonly<
  Record<string, (properties: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>
> = {
  /** A template has the source text of `index.js`; the table takes an archive in base64. */
  "AWS::Lambda::Function": (properties) => {
    const code = properties["Code"];
    if (!isRecord(code) || typeof code["ZipFile"] !== "string") return properties;
    const archive = zipSync({ "index.js": [strToU8(code["ZipFile"]), { mtime: new Date("2000-01-01") }] });
    return { ...properties, Code: { ...code, ZipFile: Buffer.from(archive).toString("base64") } };
  },
};

export function inTableForm(
  type: string,
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.hasOwn(FORMS, type) ? FORMS[type]!(properties) : properties;
}
