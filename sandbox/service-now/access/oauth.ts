import { randomBytes } from "node:crypto";
import type { Answer } from "../answer";
import type { InstanceClock } from "../clock";
import { basicCredentials, sameText, type User, type Users } from "./users";

interface Grant {
  readonly user: string;
  readonly expiresAt: number;
}

export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

const ACCESS_LIFESPAN_IN_MS = 1_800_000;
const REFRESH_LIFESPAN_IN_MS = 8_640_000_000;

/**
 * `POST /oauth_token.do` with the grants `password` and `refresh_token`. Within its life, an access token is given out
 * again, with the seconds it has left.
 *
 * UNCONFIRMED: the bodies of refusals, and the grant `client_credentials`, which is refused as unsupported.
 */
export class OAuth {
  readonly client: OAuthClient = {
    clientId: randomBytes(16).toString("hex"),
    clientSecret: randomBytes(12).toString("hex"),
  };
  readonly #access = new Map<string, Grant>();
  readonly #refresh = new Map<string, Grant>();

  constructor(
    private readonly users: Users,
    private readonly clock: InstanceClock,
  ) {}

  /** The user of an access token that is valid now. */
  userOf(token: string): User | undefined {
    const grant = this.#valid(this.#access, token);
    const user = grant && this.users.get(grant.user);
    return user?.locked ? undefined : user;
  }

  /** @param authorization the client may show its id and secret in this header instead of the form */
  answer(form: URLSearchParams, authorization: string | undefined): Answer {
    const { clientId, clientSecret } = this.client;
    const given = (name: string): string => form.get(name) ?? "";
    const shown = basicCredentials(authorization) ?? [given("client_id"), given("client_secret")];
    if (shown[0] !== clientId || !sameText(shown[1], clientSecret))
      return refusal("invalid_client", "The client_id or the client_secret is wrong");
    const type = given("grant_type");
    if (type === "password") {
      const user = this.users.withPassword(given("username"), given("password"));
      return user === undefined ? refusal("server_error", "access_denied") : this.#grant(user.name);
    }
    if (type === "refresh_token") {
      const token = given("refresh_token");
      const grant = this.#valid(this.#refresh, token);
      const locked = this.users.get(grant?.user ?? "")?.locked ?? true;
      return grant === undefined || locked
        ? refusal("server_error", "access_denied")
        : this.#grant(grant.user, token);
    }
    return refusal("unsupported_grant_type", `The grant_type '${type}' is not supported`);
  }

  #valid(tokens: ReadonlyMap<string, Grant>, token: string): Grant | undefined {
    const grant = tokens.get(token);
    return grant !== undefined && grant.expiresAt > this.clock.now() ? grant : undefined;
  }

  #grant(user: string, refreshToken?: string): Answer {
    const [accessToken, expiresAt] = this.#tokenOf(this.#access, user, ACCESS_LIFESPAN_IN_MS);
    const [refresh] = refreshToken
      ? [refreshToken]
      : this.#tokenOf(this.#refresh, user, REFRESH_LIFESPAN_IN_MS);
    return {
      status: 200,
      json: {
        access_token: accessToken,
        refresh_token: refresh,
        scope: "useraccount",
        token_type: "Bearer",
        expires_in: Math.ceil((expiresAt - this.clock.now()) / 1000) - 1,
      },
    };
  }

  #tokenOf(tokens: Map<string, Grant>, user: string, lifespan: number): [string, number] {
    for (const [token, grant] of tokens)
      if (grant.user === user && this.#valid(tokens, token)) return [token, grant.expiresAt];
    const token = randomBytes(48).toString("base64url");
    const expiresAt = this.clock.now() + lifespan;
    tokens.set(token, { user, expiresAt });
    return [token, expiresAt];
  }
}

const refusal = (error: string, description: string): Answer => ({
  status: 401,
  json: { error, error_description: description },
});
