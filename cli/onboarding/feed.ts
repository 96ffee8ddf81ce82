import type { Deployer } from "../../clients/azure/deployer-credential";
import { StorageCalls } from "../../clients/azure/storage-calls";
import { TextBlob } from "../../clients/azure/text-blob";
import { HOST_ACCOUNT } from "../../core/contracts/azure/host-account";
import { ConfigurationError } from "../../core/errors";
import type { FeedStore } from "../../reconcilers/check-point";

/**
 * The blob with the feed that gateways read, in the account whose tables are given.
 *
 * @throws ConfigurationError when the address of its blobs does not follow from that of its tables
 */
export function feedOf(tableUrl: string, { credential }: Deployer): FeedStore {
  const url = new URL(tableUrl);
  if (!/^[^.]+\.table\./.test(url.hostname))
    throw new ConfigurationError(
      "--table-url",
      `must look like https://NAME.table.core.windows.net/ for checkPoint.mode generic-data-center, got '${tableUrl}'`,
    );
  url.hostname = url.hostname.replace(".table.", ".blob.");
  const { feedContainer, feedBlob } = HOST_ACCOUNT;
  return new TextBlob(new URL(`/${feedContainer}/${feedBlob}`, url).href, credential, new StorageCalls());
}
