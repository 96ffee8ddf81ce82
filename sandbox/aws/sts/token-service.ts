import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { QueryInput, QueryService } from "../http/query-protocol";
import type { Caller } from "../iam/access";
import { decideTrust } from "../iam/evaluate";

type Needs = Pick<Foundation, "accountId" | "access" | "outages" | "roles">;

/** Security Token Service: who one is, and temporary keys of a role. */
export class TokenService {
  readonly #cloud: Needs;

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  readonly api: QueryService = {
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    operations: {
      GetCallerIdentity: (_input, caller) => this.#identity(caller),
      AssumeRole: (input, caller) => this.#assumeRole(input, caller),
    },
  };

  #identity(caller: Caller): unknown {
    this.#cloud.outages.check("sts", "GetCallerIdentity", "*");
    const { accountId } = this.#cloud;
    const arn = caller.kind === "service" ? caller.service : caller.arn;
    const UserId = caller.kind === "role" ? `${caller.role.roleId}:${caller.session}` : "AIDASANDBOX";
    return { Arn: arn, UserId, Account: accountId };
  }

  #assumeRole(input: QueryInput, caller: Caller): unknown {
    const arn = String(input["RoleArn"] ?? "");
    const session = String(input["RoleSessionName"] ?? "");
    this.#cloud.outages.check("sts", "AssumeRole", arn);
    if (!/^[\w+=,.@-]{2,64}$/.test(session)) {
      throw new CloudError(
        "ValidationError",
        `1 validation error detected: Value '${session}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
      );
    }
    const role = this.#cloud.roles.byArn(arn);
    const who = caller.kind === "service" ? undefined : caller;
    const names = { arns: [who?.arn ?? ""], accountId: this.#cloud.accountId };
    if (role === undefined || who === undefined || decideTrust(role.trust, names, {}) !== "allow") {
      throw new CloudError(
        "AccessDenied",
        `User: ${who?.arn ?? "unknown"} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        403,
      );
    }
    this.#cloud.access.require({ caller, action: "sts:AssumeRole", resource: arn }, "AccessDenied", 403);
    const { accessKeyId, secretAccessKey, sessionToken } = this.#cloud.access.issueSession(role, session);
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        // Clients compare it with their own clock, so it is the time of the machine.
        Expiration: new Date(Date.now() + Number(input["DurationSeconds"] ?? 3600) * 1000),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${role.roleId}:${session}`,
        Arn: `arn:aws:sts::${this.#cloud.accountId}:assumed-role/${role.name}/${session}`,
      },
    };
  }
}
