import { SharedCommit } from "../../../../reconcilers/dag/commit/shared-commit";

const turns = async (count = 5) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

test("operations under way together share one commit, which begins when the last one has written", async () => {
  const commits: string[][] = [];
  const shared = new SharedCommit<string, number>(async (pushes) => commits.push([...pushes]));
  const slow = gate();
  const first = shared.during((commit) => commit("a"));
  const second = shared.during(async (commit) => {
    await slow.opened;
    return commit("b");
  });
  const third = shared.during((commit) => commit());
  await turns();
  expect(commits).toEqual([]);
  slow.open();
  expect(await Promise.all([first, second, third])).toEqual([1, 1, 1]);
  expect(commits).toEqual([["a", "b"]]);
});

test("an operation that fails or changes nothing does not delay the commit of the others", async () => {
  const shared = new SharedCommit<string, string>(async () => "done");
  const failing = gate();
  const waiting = shared.during((commit) => commit());
  const failed = shared.during(async () => {
    await failing.opened;
    throw new Error("no");
  });
  failing.open();
  await expect(failed).rejects.toThrow("no");
  expect(await waiting).toBe("done");
  expect(await shared.during(async () => "nothing")).toBe("nothing");
});

test("a change that is written while a commit runs is part of the next commit", async () => {
  const running = gate();
  let count = 0;
  const shared = new SharedCommit<string, number>(async () => {
    count += 1;
    const mine = count;
    if (mine === 1) await running.opened;
    return mine;
  });
  const first = shared.during((commit) => commit());
  await turns();
  const second = shared.during((commit) => commit());
  await turns();
  expect(count).toBe(1);
  running.open();
  expect(await Promise.all([first, second])).toEqual([1, 2]);
});

test("operations that share a commit all fail with it, and the next commit is tried", async () => {
  let fails = true;
  const shared = new SharedCommit<string, string>(async () => {
    if (fails) throw new Error("commit failed");
    return "done";
  });
  const both = [shared.during((commit) => commit()), shared.during((commit) => commit())];
  for (const one of await Promise.allSettled(both))
    expect(one).toMatchObject({ reason: { message: "commit failed" } });
  fails = false;
  expect(await shared.during((commit) => commit())).toBe("done");
});
