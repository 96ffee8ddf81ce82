/** Greatest number of tries to make a finding small enough to read. */
const MOST_TRIES = 400;
const LONGEST_IN_MS = 3_000;

/** A shorter input that still fails in the same way: pieces are left out, halves first, then ever smaller ones. */
export async function shrink(
  input: Buffer,
  stillFails: (input: Buffer) => Promise<boolean>,
): Promise<Buffer> {
  const end = performance.now() + LONGEST_IN_MS;
  let smallest = input;
  let tries = 0;
  for (let size = Math.ceil(input.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length; ) {
      if (tries++ >= MOST_TRIES || performance.now() > end) return smallest;
      const shorter = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]);
      if (await stillFails(shorter)) smallest = shorter;
      else at += size;
    }
  }
  return smallest;
}
