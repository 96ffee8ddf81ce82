import { LineWriter } from "../../../../core/flow-logs/flows/line-writer";

test("a line writer writes whole numbers of any length, addresses and words", () => {
  const numbers = [0, 9, 10, 99, 100, 101, 999, 1_000, 9_999, 10_000, 65_535, 2 ** 32 - 1, 1e15 + 1];
  const writer = new LineWriter();
  for (const number of numbers) writer.number(number);
  writer.endLine();
  writer.ipv4(0x0a0400ff);
  writer.ipv4(-1);
  writer.text("2001:db8::1");
  writer.endLine();
  expect(Buffer.from(writer.takeBytes()).toString()).toBe(
    `${numbers.join()}\n10.4.0.255,255.255.255.255,2001:db8::1\n`,
  );
  expect(writer.length).toBe(0);
});
