import { CloudError } from "../../cloud/cloud-error";
import type { Ids } from "../../cloud/ids";
import type { RequestContext } from "./conditions";
import {
  type AccessRequest,
  decideIdentity,
  decideResource,
  delegates,
  type PrincipalNames,
} from "./evaluate";
import type { ManagedPolicyStore } from "./managed-policy-store";
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
  /** The policy of a key in the place of `resourcePolicy`: identity policies count only where it says so. */
  readonly keyPolicy?: Policy;
  readonly context?: RequestContext;
}

/** Knows every access key and answers every question of permission. */
export class AccessControl {
  readonly #accountId: string;
  readonly #ids: Ids;
  readonly #managed: Pick<ManagedPolicyStore, "find">;
  readonly #keys = new Map<string, Credentials>();

  constructor(accountId: string, ids: Ids, managed: Pick<ManagedPolicyStore, "find">) {
    this.#accountId = accountId;
    this.#ids = ids;
    this.#managed = managed;
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
    return this.refusal(question) === undefined;
  }

  /** @throws CloudError with `code` and AWS's explanation of which kind of policy is missing or denies */
  require(question: AccessQuestion, code = "AccessDeniedException", status = 400): void {
    const reason = this.refusal(question);
    if (reason !== undefined) throw new CloudError(code, reason, status);
  }

  /** AWS's explanation of why the caller may not; undefined when it may. */
  refusal(question: AccessQuestion): string | undefined {
    const { caller, action, resource, resourcePolicy = question.keyPolicy, context } = question;
    const request = { action, resource, context: this.#contextOf(caller, context) };
    const names = this.#namesOf(caller);
    const onResource = resourcePolicy ? decideResource(resourcePolicy, names, request) : "nothing";
    const who = caller.kind === "service" ? `Service: ${caller.service}` : `User: ${caller.arn}`;
    const refused = `${who} is not authorized to perform: ${action} on resource: ${resource}`;
    if (onResource === "deny") return `${refused} with an explicit deny in a resource-based policy`;
    if (caller.kind === "deployer") return undefined;
    if (caller.kind === "service") {
      return onResource === "allow"
        ? undefined
        : `${refused} because no resource-based policy allows the ${action} action`;
    }
    const own = decideIdentity(this.#policiesOf(caller.role), request);
    if (own === "deny") return `${refused} with an explicit deny in an identity-based policy`;
    const beyond = this.#beyondBoundary(caller.role, request);
    if (beyond !== undefined) return `${refused} ${beyond}`;
    if (onResource === "allow") return undefined;
    if (question.keyPolicy && !delegates(question.keyPolicy, names, request))
      return `${refused} because no resource-based policy allows the ${action} action`;
    if (own === "allow") return undefined;
    return `${refused} because no identity-based policy allows the ${action} action`;
  }

  /** A boundary allows nothing by itself; what it does not allow, no other policy of the role can. */
  #beyondBoundary({ boundary }: Role, request: AccessRequest): string | undefined {
    if (boundary === undefined) return undefined;
    const decision = decideIdentity([this.#managed.find(boundary) ?? []], request);
    if (decision === "allow") return undefined;
    return decision === "deny"
      ? "with an explicit deny in a permissions boundary"
      : `because no permissions boundary allows the ${request.action} action`;
  }

  #policiesOf(role: Role): Policy[] {
    return [...role.inline.values(), ...role.managed.map((arn) => this.#managed.find(arn) ?? [])];
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
