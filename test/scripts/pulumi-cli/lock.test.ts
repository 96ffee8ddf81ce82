import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { Lock } from "../../../scripts/pulumi-cli/lock";

let directory: string;
let folder: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "lock-"));
  folder = path.join(directory, "lock");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function age(holder: string): void {
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(path.join(folder, holder), longAgo, longAgo);
}

/** One who wants the lock, step by step as `makeOnce` does it. */
class Waiter {
  holds = false;
  private stale: string | undefined;
  private next: "take" | "look" | "evict" = "take";

  constructor(
    private readonly lock: Lock,
    readonly name: string,
  ) {}

  step(): void {
    if (this.holds) return;
    if (this.next === "take") {
      this.holds = this.lock.take(this.name);
      this.next = "look";
    } else if (this.next === "look") {
      this.stale = this.lock.staleHolder();
      this.next = this.stale === undefined ? "take" : "evict";
    } else {
      this.lock.evict(this.stale as string);
      this.next = "take";
    }
  }
}

test("at most one of three waiters takes over from a process that died, in any order of their steps", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 9, maxLength: 30 }), (turns) => {
      rmSync(folder, { recursive: true, force: true });
      const lock = new Lock(folder);
      lock.take("dead");
      age("dead");
      const waiters = ["a", "b", "c"].map((name) => new Waiter(lock, name));
      for (const turn of turns) {
        waiters[turn]?.step();
        expect(waiters.filter(({ holds }) => holds).length).toBeLessThanOrEqual(1);
      }
      for (const waiter of waiters) for (let step = 0; step < 4; step++) waiter.step();
      expect(waiters.filter(({ holds, name }) => holds && lock.touch(name))).toHaveLength(1);
      expect(readdirSync(directory)).toEqual(["lock"]);
    }),
  );
});

test("a holder that was evicted learns it, and does not release the lock of the next holder", () => {
  const lock = new Lock(folder);
  lock.take("slow");
  age("slow");
  expect(lock.staleHolder()).toBe("slow");
  lock.evict("slow");
  expect(lock.take("next")).toBe(true);
  expect(lock.touch("slow")).toBe(false);
  lock.release("slow");
  expect(lock.touch("next")).toBe(true);
  lock.release("next");
  expect(readdirSync(directory)).toEqual([]);
});

test("a holder that has touched its lock is not stale", () => {
  const lock = new Lock(folder);
  lock.take("busy");
  age("busy");
  lock.touch("busy");
  expect(lock.staleHolder()).toBeUndefined();
});
