import { AwsError } from "../aws-error";
import type { Ids } from "../ids";
import type { RequestContext } from "./conditions";
import { decideIdentity, decideResource, type PrincipalNames } from "./evaluate";
import { managedPolicy } from "./managed-policies";
import type { Policy } from "./policy";
import type { Role } from "./roles";

/** Who makes a call. */
export type Caller =
  | { readonly kind: "deployer"; readonly arn: string }
  | { readonly kind: "role"; readonly role: Role; readonly session: string; readonly arn: string }
  | {
      readonly kind: "service";
      readonly service: string /** Its name in this region, where it has one. */;
      readonly regional?: string;
      readonly context: RequestContext;
    };

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly caller: Caller;
}

export interface AccessQuestion {
  readonly caller: Caller;
  /** With its vendor: `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
  /** The policy on the resource itself, where it has one. */
  readonly resourcePolicy?: Policy | undefined;
  readonly context?: RequestContext;
}

/** Knows every access key and answers every question of permission. */
export class AccessControl {
  readonly #accountId: string;
  readonly #ids: Ids;
  readonly #keys = new Map<string, Credentials>();

  constructor(accountId: string, ids: Ids) {
    this.#accountId = accountId;
    this.#ids = ids;
  }

  /** Keys of an administrator. */
  issueDeployer(): Credentials {
    return this.#remember({
      accessKeyId: `AKIA${this.#ids.upper(16)}`,
      secretAccessKey: this.#ids.base36(40),
      caller: { kind: "deployer", arn: `arn:aws:iam::${this.#accountId}:user/sandbox` },
    });
  }

  /** Temporary keys of a role. */
  issueSession(role: Role, session: string): Credentials {
    return this.#remember({
      accessKeyId: `ASIA${this.#ids.upper(16)}`,
      secretAccessKey: this.#ids.base36(40),
      sessionToken: this.#ids.base36(120),
      caller: this.session(role, session),
    });
  }

  session(role: Role, session: string): Caller {
    const arn = `arn:aws:sts::${this.#accountId}:assumed-role/${role.name}/${session}`;
    return { kind: "role", role, session, arn };
  }

  find(accessKeyId: string): Credentials | undefined {
    return this.#keys.get(accessKeyId);
  }

  revoke({ accessKeyId }: Credentials): void {
    this.#keys.delete(accessKeyId);
  }

  isAllowed(question: AccessQuestion): boolean {
    return this.#refusal(question) === undefined;
  }

  /** @throws AwsError with `code` and AWS's explanation of which kind of policy is missing or denies */
  require(question: AccessQuestion, code = "AccessDeniedException", status = 400): void {
    const reason = this.#refusal(question);
    if (reason !== undefined) throw new AwsError(code, reason, status);
  }

  #refusal({ caller, action, resource, resourcePolicy, context }: AccessQuestion): string | undefined {
    const request = { action, resource, context: this.#contextOf(caller, context) };
    const onResource = resourcePolicy
      ? decideResource(resourcePolicy, this.#namesOf(caller), request)
      : "nothing";
    const who = caller.kind === "service" ? `Service: ${caller.service}` : `User: ${caller.arn}`;
    const refused = `${who} is not authorized to perform: ${action} on resource: ${resource}`;
    if (onResource === "deny") return `${refused} with an explicit deny in a resource-based policy`;
    if (caller.kind === "deployer") return undefined;
    if (caller.kind === "service") {
      return onResource === "allow"
        ? undefined
        : `${refused} because no resource-based policy allows the ${action} action`;
    }
    const own = decideIdentity(policiesOf(caller.role), request);
    if (own === "deny") return `${refused} with an explicit deny in an identity-based policy`;
    if (own === "allow" || onResource === "allow") return undefined;
    return `${refused} because no identity-based policy allows the ${action} action`;
  }

  /** The sandbox speaks plain HTTP on loopback in place of AWS's HTTPS, so policies see a secure transport. */
  #contextOf(caller: Caller, context: RequestContext | undefined): RequestContext {
    const own =
      caller.kind === "service"
        ? caller.context
        : { "aws:principalaccount": this.#accountId, "aws:principalarn": principalArn(caller) };
    return { "aws:securetransport": "true", ...own, ...context };
  }

  #namesOf(caller: Caller): PrincipalNames {
    if (caller.kind === "service") {
      return { arns: [], services: [caller.service, ...(caller.regional ? [caller.regional] : [])] };
    }
    return { arns: [caller.arn, principalArn(caller)], accountId: this.#accountId };
  }

  #remember(credentials: Credentials): Credentials {
    this.#keys.set(credentials.accessKeyId, credentials);
    return credentials;
  }
}

function principalArn(caller: Exclude<Caller, { kind: "service" }>): string {
  return caller.kind === "role" ? caller.role.arn : caller.arn;
}

function policiesOf(role: Role): Policy[] {
  const managed = role.managed.map((arn) => managedPolicy(arn) ?? []);
  return [...role.inline.values(), ...managed];
}
