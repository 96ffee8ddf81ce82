export interface StandInBlock {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface StandInBlob {
  readonly blocks: readonly StandInBlock[];
  readonly etag: string;
  readonly length: number;
}

/** The answer to a list of blobs, or with a delimiter of folders, a page of it. */
export function listXml(
  blobs: ReadonlyMap<string, StandInBlob>,
  container: string,
  query: URLSearchParams,
): string {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter");
  const items = new Set<string>();
  for (const [key, { etag, length }] of blobs) {
    if (!key.startsWith(`${container}/${prefix}`)) continue;
    const name = key.slice(container.length + 1);
    const end = delimiter === null ? -1 : name.indexOf(delimiter, prefix.length);
    if (end >= 0) items.add(`<BlobPrefix><Name>${name.slice(0, end + 1)}</Name></BlobPrefix>`);
    else
      items.add(
        `<Blob><Name>${name}</Name><Properties><Etag>${etag}</Etag><Content-Length>${length}</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>`,
      );
  }
  const from = Number(query.get("marker") ?? 0);
  const to = from + Number(query.get("maxresults") ?? 5_000);
  const next = to < items.size ? String(to) : "";
  const page = [...items].slice(from, to).join("");
  return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${page}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`;
}

export function blockListXml({ blocks }: StandInBlob): string {
  const items = blocks.map(
    ({ name, bytes }) => `<Block><Name>${name}</Name><Size>${bytes.length}</Size></Block>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?><BlockList><CommittedBlocks>${items.join("")}</CommittedBlocks></BlockList>`;
}
