import { join } from "node:path";
import { createSeededRandom } from "@multisite/kernel/random";
import { expect, test } from "vitest";
import { rotateFernetRepositories, setupFernetRepositories } from "./fernet-repositories.ts";
import { contentOf, temporaryDirectory } from "./testing.ts";

const random = createSeededRandom(8);

test("one directory under two spellings is set up and rotated once, with the maximum of the tokens", () => {
  const directory = join(temporaryDirectory(), "keys");
  const repositories = {
    tokens: { directory, maxActiveKeys: 4, random },
    receipts: { directory: `${directory}/../keys/`, maxActiveKeys: 2, random },
  };
  expect(setupFernetRepositories(repositories)).toEqual([directory]);
  expect(rotateFernetRepositories(repositories)).toEqual([
    { directory, primary: 2, deleted: [], finishedEarlierRotation: false },
  ]);
  rotateFernetRepositories(repositories);
  expect(Object.keys(contentOf(directory)).toSorted()).toEqual(["0", "1", "2", "3"]);
});

test("two directories are both set up and rotated, each with its own maximum", () => {
  const directory = temporaryDirectory();
  const [tokens, receipts] = [join(directory, "tokens"), join(directory, "receipts")];
  const repositories = {
    tokens: { directory: tokens, maxActiveKeys: 3, random },
    receipts: { directory: receipts, maxActiveKeys: 2, random },
  };
  expect(setupFernetRepositories(repositories)).toEqual([tokens, receipts]);
  expect(setupFernetRepositories(repositories)).toEqual([]);
  expect(rotateFernetRepositories(repositories)).toMatchObject([
    { directory: tokens, deleted: [] },
    { directory: receipts, deleted: [1] },
  ]);
});
