import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHashQueue } from "./hash-queue.ts";

describe("hash queue", () => {
  test("never computes more at once than allowed, in the order of arrival, and a failure gives its place free", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.scheduler(),
        fc.array(fc.boolean(), { maxLength: 10 }),
        async (atOnce, scheduler, fails) => {
          const queue = createHashQueue(atOnce);
          const started: number[] = [];
          let running = 0;
          const work = fails.map((isFailing, index) =>
            queue
              .run(async () => {
                started.push(index);
                running++;
                expect(running).toBeLessThanOrEqual(atOnce);
                await scheduler.schedule(Promise.resolve());
                running--;
                if (isFailing) throw new Error("broken");
                return index;
              })
              .catch(() => -1),
          );
          await scheduler.waitFor(Promise.all(work));
          expect(await Promise.all(work)).toEqual(fails.map((isFailing, index) => (isFailing ? -1 : index)));
          expect(started).toEqual(fails.map((_, index) => index));
        },
      ),
      { numRuns: 50 },
    );
  });
});
