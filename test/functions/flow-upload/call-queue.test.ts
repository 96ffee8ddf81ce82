import { CallQueue } from "../../../functions/flow-upload/call-queue";

test("lines are cut into calls in their order", () => {
  const queue = new CallQueue([1, 2, 3, 4, 5], 2);
  const taken = [];
  while (!queue.isEmpty) taken.push(queue.take(0).lines);
  expect(taken).toEqual([[1, 2], [3, 4], [5]]);
});

test("a call that is made again waits for its time, and then goes before the others", () => {
  const queue = new CallQueue([1, 2], 1);
  const first = queue.take(0);
  queue.again(first, 1, 50);
  expect(queue.delay(0)).toBe(0);
  expect(queue.take(0).lines).toEqual([2]);
  expect(queue.delay(10)).toBe(40);
  expect(() => queue.take(10)).toThrow("no call may be made yet");
  expect(queue.take(50)).toMatchObject({ lines: [1], failures: 1 });
});

test("parts of a call go first, and nothing is lost when the queue is emptied", () => {
  const queue = new CallQueue([1, 2, 3, 4], 4);
  const { lines } = queue.take(0);
  queue.putFirst({ lines: lines.slice(0, 2), sibling: lines.slice(2) });
  queue.putFirst({ lines: [9] });
  expect(queue.take(0).lines).toEqual([9]);
  expect(queue.takeAll()).toMatchObject([{ lines: [1, 2], sibling: [3, 4] }]);
  expect(queue.isEmpty).toBe(true);
});
