import { WEB } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import { flag, object } from "../arm/shapes";

/** Whether user name and password work for FTP and for the SCM site. Both exist with the app. */
export const publishingCredentialsPolicy: ArmType = {
  type: "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
  apiVersions: WEB,
  name: {
    pattern: /^(ftp|scm)$/,
    code: "NotFound",
    message: (name) =>
      `There is no basic publishing credentials policy '${name}'. There are 'ftp' and 'scm'.`,
  },
  location: "none",
  properties: object({ allow: flag }, ["allow"]),
  readOnly: [],
  implicit: { names: ["ftp", "scm"], properties: () => ({ allow: true }) },
};
