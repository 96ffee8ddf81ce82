import { ReadBuffers } from "../../../../functions/azure/drain/read-buffers";

const MEGABYTE = 1_048_576;
const same = async (buffer: Buffer | undefined) => buffer;

test("a short read gets no buffer, and a long one at least as many bytes as it asks for", async () => {
  const buffers = new ReadBuffers();
  expect(await buffers.use(65_535, same)).toBeUndefined();
  expect((await buffers.use(65_536, same))!.length).toBe(MEGABYTE);
  expect((await buffers.use(2 * MEGABYTE + 1, same))!.length).toBe(3 * MEGABYTE);
});

test("a buffer is used again once its read has ended, also when that failed", async () => {
  const buffers = new ReadBuffers();
  let failing: Buffer | undefined;
  const failed = buffers.use(MEGABYTE, async (buffer) => {
    failing = buffer;
    throw new Error("answer ended");
  });
  await expect(failed).rejects.toThrow("answer ended");
  expect((await buffers.use(MEGABYTE - 1, same)) === failing).toBe(true);
});

test("reads at the same time have buffers of their own, and no more are kept than there were at once", async () => {
  const buffers = new ReadBuffers();
  const seen: Buffer[] = [];
  const three = () =>
    Promise.all(
      [1, 1, 1].map((megabytes) =>
        buffers.use(megabytes * MEGABYTE, async (buffer) => {
          seen.push(buffer!);
          await new Promise((resolve) => setImmediate(resolve));
        }),
      ),
    );
  await three();
  expect(new Set(seen).size).toBe(3);
  await three();
  expect(new Set(seen).size).toBe(3);
});

test("a longer buffer takes the place of a shorter one, so that the short ones do not stay beside it", async () => {
  const buffers = new ReadBuffers();
  const short = await buffers.use(MEGABYTE, same);
  const long = await buffers.use(3 * MEGABYTE, same);
  expect(long === short).toBe(false);
  expect((await buffers.use(MEGABYTE, same)) === long).toBe(true);
});
