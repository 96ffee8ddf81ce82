import { ServiceNowError } from "../answer";
import type { OAuth } from "./oauth";
import { basicCredentials, type User, type Users } from "./users";

/** The user of an `Authorization` header, by name and password or by access token. @throws ServiceNowError 401 */
export function authenticate(authorization: string | undefined, users: Users, oauth: OAuth): User {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  const basic = basicCredentials(authorization);
  const user = token !== undefined ? oauth.userOf(token) : basic && users.withPassword(...basic);
  if (user !== undefined) return user;
  throw new ServiceNowError(401, "User Not Authenticated", "Required to provide Auth information", {
    "WWW-Authenticate": 'BASIC realm="Service-now"',
  });
}
