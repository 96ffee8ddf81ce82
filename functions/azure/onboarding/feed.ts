import { createHash, timingSafeEqual } from "node:crypto";
import type { TokenCredential } from "@azure/core-auth";
import { StorageCalls } from "../../../clients/azure/storage-calls";
import { TextBlob } from "../../../clients/azure/text-blob";
import type { SecretSource } from "../../../clients/secret-source";
import { Checks, looksLike, required } from "../../../core/checks";
import { HOST_ACCOUNT } from "../../../core/contracts/azure/host-account";
import { secretObject } from "../../shared/secret-object";
import type { OnboardingAppSettings } from "./settings";

export interface FeedServices {
  readonly credential: TokenCredential;
  readonly secret: SecretSource | undefined;
}

/** An answer as Azure Functions takes it. */
export interface FeedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const EXAMPLE = '{"headerName":"X-Illumio-Feed","headerValue":"…"}, with a value of at least 16 characters';

/** The blob with the feed. */
export function feedBlob(
  { hostBlobUrl }: Pick<OnboardingAppSettings, "hostBlobUrl">,
  credential: TokenCredential,
) {
  const { feedContainer, feedBlob: name } = HOST_ACCOUNT;
  return new TextBlob(new URL(`${feedContainer}/${name}`, hostBlobUrl).href, credential, new StorageCalls());
}

/**
 * Makes the function that serves the feed of the generic data center to gateways, from the blob that runs write. A gateway sends
 * one header of its own, which has to be that of the secret; without it the answer is 401 and says nothing.
 *
 * @see Check Point sk167210: a generic data center sends at most one custom header
 */
export function feedFunction(settings: OnboardingAppSettings, { credential, secret }: FeedServices) {
  const blob = feedBlob(settings, credential);
  return async (header: (name: string) => string | undefined): Promise<FeedAnswer> => {
    if (settings.onboarding.checkPoint.mode !== "generic-data-center" || secret === undefined)
      return { status: 404 };
    const { headerName, headerValue } = feedHeader(await secret.read(), secret.name);
    if (!isSame(header(headerName) ?? "", headerValue)) return { status: 401 };
    const feed = await blob.read();
    if (feed === undefined) return { status: 503, headers: { "retry-after": "60" } };
    return {
      status: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
      body: feed,
    };
  };
}

/** @throws ConfigurationError that lists everything wrong with the secret */
export function feedHeader(secret: string, source: string): { headerName: string; headerValue: string } {
  const written = secretObject(secret, source, EXAMPLE);
  const checks = Checks.start().secret().advising(`store it as ${EXAMPLE}`);
  const header = {
    headerName: checks
      .at("headerName")
      .read(written["headerName"], required(looksLike(/^[A-Za-z0-9-]{1,64}$/, "X-Illumio-Feed"))),
    headerValue: checks
      .at("headerValue")
      .read(
        written["headerValue"],
        required(looksLike(/^[\x21-\x7e]{16,255}$/, "a text of 16 to 255 characters")),
      ),
  };
  checks.throwIfAny(`secret ${source}`);
  return header;
}

/** In a time that does not depend on where two texts differ. */
function isSame(one: string, other: string): boolean {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(one), digest(other));
}
