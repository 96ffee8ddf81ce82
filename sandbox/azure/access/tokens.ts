import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { SandboxClock } from "../../cloud/clock";
import { CloudError } from "../../cloud/cloud-error";
import type { Principal } from "./principals";

export interface IssuedToken {
  readonly token: string;
  /** Seconds since 1970. */
  readonly expiresOn: number;
}

/** What a valid token says. */
export interface Claims {
  readonly aud: string;
  readonly oid: string;
  readonly exp: number;
  /** The resource that asked for the token: the function app from which its holder calls. */
  readonly xms_az_rid?: string;
}

/** Why a token is refused. `code` and `message` are those of Resource Manager; other services say it in their own words. */
export class TokenError extends CloudError {
  constructor(
    readonly reason: "missing" | "malformed" | "expired" | "audience" | "unknown-principal",
    code: string,
    message: string,
  ) {
    super(code, message, 401);
  }
}

const LIFETIME_IN_SECONDS = 24 * 60 * 60;
const SKEW_IN_SECONDS = 5 * 60;

/**
 * Issues and reads access tokens: JSON Web Tokens with the claims of Microsoft Entra ID, signed with a key of this sandbox.
 *
 * Clients keep a token until it expires, some by the machine's time and some by the sandbox's. A token is therefore valid
 * for a day on both clocks, and refused when both are past it.
 */
export class Tokens {
  readonly #clock: SandboxClock;
  readonly #tenantId: string;
  #key = randomBytes(32);

  constructor(clock: SandboxClock, tenantId: string) {
    this.#clock = clock;
    this.#tenantId = tenantId;
  }

  /** The issuer of every token: `https://sts.windows.net/<tenant>/`. */
  get issuer(): string {
    return `https://sts.windows.net/${this.#tenantId}/`;
  }

  issue(principal: Principal, audience: string, siteId: string | undefined): IssuedToken {
    const times = [Date.now(), this.#clock.now()].map((time) => Math.floor(time / 1000));
    const start = Math.min(...times) - SKEW_IN_SECONDS;
    const expiresOn = Math.max(...times) + LIFETIME_IN_SECONDS;
    const claims = {
      aud: audience,
      iss: this.issuer,
      iat: start,
      nbf: start,
      exp: expiresOn,
      appid: principal.clientId,
      appidacr: "2",
      idp: this.issuer,
      idtyp: "app",
      oid: principal.objectId,
      sub: principal.objectId,
      tid: this.#tenantId,
      uti: randomUUID(),
      ver: "1.0",
      ...(siteId === undefined ? {} : { xms_az_rid: siteId }),
      ...(principal.resourceId === undefined ? {} : { xms_mirid: principal.resourceId }),
    };
    const content = `${encoded({ typ: "JWT", alg: "HS256" })}.${encoded(claims)}`;
    return { token: `${content}.${this.#sign(content).toString("base64url")}`, expiresOn };
  }

  /** @param authorization the header, if there is one @throws TokenError */
  read(authorization: string | undefined, audiences: readonly string[]): Claims {
    if (authorization === undefined) {
      throw new TokenError(
        "missing",
        "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing.",
      );
    }
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const claims = this.#verified(token ?? "");
    if (claims === undefined) {
      throw new TokenError("malformed", "InvalidAuthenticationToken", "The access token is invalid.");
    }
    if (!audiences.some((audience) => isSameAudience(audience, claims.aud))) {
      const allowed = audiences.map((audience) => `'${audience}'`).join(",");
      throw new TokenError(
        "audience",
        "InvalidAuthenticationTokenAudience",
        `The access token has been obtained for wrong audience or resource '${claims.aud}'. It should exactly match with one of the allowed audiences ${allowed}.`,
      );
    }
    if (Math.min(Date.now(), this.#clock.now()) >= claims.exp * 1000) {
      throw new TokenError(
        "expired",
        "ExpiredAuthenticationToken",
        `The access token expiry UTC time '${new Date(claims.exp * 1000).toISOString()}' is earlier than current UTC time '${new Date(this.#clock.now()).toISOString()}'.`,
      );
    }
    return claims;
  }

  /** From now on no token that was issued so far is taken. */
  revokeAll(): void {
    this.#key = randomBytes(32);
  }

  #verified(token: string): Claims | undefined {
    const [head = "", body = "", signature = ""] = token.split(".");
    const wanted = this.#sign(`${head}.${body}`);
    const given = Buffer.from(signature, "base64url");
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    return JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Claims;
  }

  #sign(content: string): Buffer {
    return createHmac("sha256", this.#key).update(content).digest();
  }
}

/** Services take an audience with and without the slash at its end. */
export function isSameAudience(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

const bare = (audience: string): string => audience.toLowerCase().replace(/\/+$/, "");

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
