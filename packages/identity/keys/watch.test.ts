import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import type { MultisiteError } from "@multisite/kernel/errors";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, test } from "vitest";
import { createTokenFormat, FernetKey } from "../tokens/index.ts";
import { type KeyRepository, loadKeyRepository } from "./load.ts";
import { rotateKeyRepository, setupKeyRepository } from "./repository.ts";
import { contentOf, errorOf, temporaryDirectory, writeFiles } from "./testing.ts";
import { createLiveKeys, type LiveKeys } from "./watch.ts";

const random = createSeededRandom(9);
const newKey = (): string => FernetKey.generate(random).text.reveal();

interface Watched {
  readonly directory: string;
  readonly clock: SimulatedClock;
  readonly live: LiveKeys;
  readonly problems: (string | undefined)[];
}

function watch(checkIntervalMs = 100): Watched {
  const directory = join(temporaryDirectory(), "keys");
  setupKeyRepository({ directory, maxActiveKeys: 3, random });
  const clock = createSimulatedClock();
  const problems: (string | undefined)[] = [];
  const onProblem = (problem: MultisiteError | undefined): void => void problems.push(problem?.code);
  return { directory, clock, problems, live: createLiveKeys({ directory, clock, checkIntervalMs, onProblem }) };
}

function textsOf(live: LiveKeys): string[] {
  return live.current().keys.map((key) => key.text.reveal());
}

describe("a live key set", () => {
  test("refuses to begin with a directory that cannot be read", () => {
    const directory = temporaryDirectory();
    const error = errorOf(() => createLiveKeys({ directory, clock: createSimulatedClock() }));
    expect(error.code).toBe("identity.key_repository.empty");
  });

  test("follows a rotation after the interval, and the revision grows once", async () => {
    const { directory, clock, live } = watch();
    expect(live.revision).toBe(1);
    rotateKeyRepository({ directory, maxActiveKeys: 3, random });
    const files = contentOf(directory);
    expect(live.revision).toBe(1);
    await clock.advance(100);
    expect(live.revision).toBe(2);
    expect(textsOf(live)).toEqual([files["2"], files["1"], files["0"]]);
    await clock.advance(100);
    expect(live.revision).toBe(2);
  });

  test("refresh looks at once, so that nothing is signed with a key that was replaced", () => {
    const { directory, live } = watch(60_000);
    const format = createTokenFormat({ keys: live, methods: [], defaultDomainId: "default", random });
    rotateKeyRepository({ directory, maxActiveKeys: 2, random });
    const text = format.seal({ userId: "u", methods: [], expiresAtMs: 0, auditIds: [], issuedAtMs: 0 });
    const primaryOnly = createLiveKeys({ directory, clock: createSimulatedClock() });
    const opened = createTokenFormat({ keys: primaryOnly, methods: [], defaultDomainId: "default", random }).open(text);
    expect(opened.ok).toBe(true);
    expect(live.current().revision).toBe(2);
  });

  test("a token of a key that came since the last look is opened, and a forged one does not change the revision", () => {
    const { directory, live } = watch(60_000);
    const format = createTokenFormat({ keys: live, methods: [], defaultDomainId: "default", random });
    const contents = { userId: "u", methods: [], expiresAtMs: 0, auditIds: [], issuedAtMs: 0 };
    const foreign = { ...live, current: () => ({ revision: 1, keys: [FernetKey.generate(random)] }) };
    const forged = createTokenFormat({
      keys: { ...foreign, refresh: foreign.current },
      methods: [],
      defaultDomainId: "default",
      random,
    });
    expect(format.open(forged.seal(contents)).ok).toBe(false);
    expect(live.revision).toBe(1);

    writeFiles(directory, { "2": newKey() });
    const newest = createLiveKeys({ directory, clock: createSimulatedClock() });
    const text = createTokenFormat({ keys: newest, methods: [], defaultDomainId: "default", random }).seal(contents);
    expect(format.open(text).ok).toBe(true);
  });

  test("the revision stays when files are touched or renamed to what they were", async () => {
    const { directory, clock, live } = watch();
    const set = live.current();
    for (const name of ["0", "1"]) {
      writeFileSync(join(directory, "copy"), contentOf(directory)[name] as string);
      renameSync(join(directory, "copy"), join(directory, name));
    }
    await clock.advance(100);
    expect(live.current()).toBe(set);
  });

  test("reads files at every look until the coarsest tick of a file system has passed, and then only after a change", async () => {
    const { directory } = watch();
    const clock = createSimulatedClock();
    let readings = 0;
    const read = (path: string): KeyRepository => {
      readings++;
      return loadKeyRepository(path);
    };
    const live = createLiveKeys({ directory, clock, read });
    const readingsDuring = async (looks: number): Promise<number> => {
      const before = readings;
      for (let look = 0; look < looks; look++) {
        await clock.advance(100);
        live.current();
      }
      return readings - before;
    };
    expect(await readingsDuring(20)).toBe(20);
    expect(await readingsDuring(1)).toBe(1);
    expect(await readingsDuring(100)).toBe(0);
    writeFiles(directory, { "0": `${newKey()}\n` });
    expect(await readingsDuring(5)).toBe(5);
  });

  test("a look at most once per interval, whatever the number of tokens", async () => {
    const { clock, live, directory } = watch(1000);
    writeFiles(directory, { "0": newKey() });
    for (let token = 0; token < 9; token++) {
      await clock.advance(100);
      expect(live.revision).toBe(1);
    }
    await clock.advance(100);
    expect(live.revision).toBe(2);
  });

  test("sees a key that is written over in place, although the directory's time stands still", async () => {
    const { directory, clock, live } = watch();
    await clock.advance(5000);
    live.current();
    await clock.advance(5000);
    live.current();
    // Simulated time has passed, but the disk's clock may stand still: only the size differs for sure.
    const replacement = `${newKey()}\n`;
    writeFileSync(join(directory, "0"), replacement);
    await clock.advance(100);
    expect(textsOf(live)[1]).toBe(replacement);
  });

  test("sees every one of many changes in a row, although several fall into one tick of the file system's clock", () => {
    const { directory, live } = watch();
    const path = join(directory, "1");
    for (let change = 0; change < 300; change++) {
      const text = newKey();
      writeFileSync(path, text);
      expect(live.refresh().keys[0]?.text.reveal()).toBe(text);
    }
  });

  test("a set that was read while the directory changed is not used: it is read again, or the last good set stays", async () => {
    const { directory } = watch();
    const clock = createSimulatedClock();
    let changesToCome = 0;
    let changes = 0;
    const read = (path: string): KeyRepository => {
      const repository = loadKeyRepository(path);
      // The size differs each time: the disk's clock may stand still meanwhile.
      if (changesToCome-- > 0) writeFiles(directory, { "1": newKey() + "\n".repeat(++changes) });
      return repository;
    };
    const live = createLiveKeys({ directory, clock, read });
    changesToCome = 1;
    expect(live.refresh().keys[0]?.text.reveal()).toBe(contentOf(directory)["1"]);
    expect(live.refresh().revision).toBe(2);

    changesToCome = 100;
    const good = live.current();
    expect(live.refresh()).toBe(good);
    changesToCome = 0;
    expect(live.refresh().keys[0]?.text.reveal()).toBe(contentOf(directory)["1"]);
    expect(live.revision).toBe(3);
  });

  test("sees a second change that leaves no trace in any time stamp", async () => {
    const { directory } = watch();
    const clock = createSimulatedClock();
    let repository = loadKeyRepository(directory);
    const live = createLiveKeys({ directory, clock, read: () => repository });
    await clock.advance(1900);
    live.current();
    repository = { keys: repository.keys.slice(0, 1), emptyNumbers: [] };
    await clock.advance(100);
    expect(live.revision).toBe(2);
  });
});

describe("while the directory is not whole", () => {
  test.each<[string, string, (directory: string) => void]>([
    [
      "a key is half written",
      "identity.key_repository.invalid_key",
      (directory) => writeFiles(directory, { "1": newKey().slice(0, 20) }),
    ],
    ["a key is cut to nothing", "identity.key_repository.half_written", (directory) => writeFiles(directory, { "1": "" })],
    ["the directory is swapped", "identity.key_repository.missing", (directory) => renameSync(directory, `${directory}.old`)],
    [
      "all keys are gone",
      "identity.key_repository.empty",
      (directory) => ["0", "1"].forEach((name) => void rmSync(join(directory, name))),
    ],
  ])("because %s, the last good keys stay, the problem is told once, and it ends when all is well", async (_, code, damage) => {
    const { directory, clock, live, problems } = watch();
    const good = live.current();
    damage(directory);
    for (let step = 0; step < 3; step++) {
      await clock.advance(1500);
      expect(live.current()).toBe(good);
    }
    expect(live.problem?.code).toBe(code);
    expect(problems).toEqual([code]);

    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { mode: 0o700 });
    const restored = newKey();
    writeFiles(directory, { "7": restored });
    await clock.advance(100);
    expect(textsOf(live)).toEqual([restored]);
    expect(live.revision).toBe(2);
    expect(problems).toEqual([code, undefined]);
    expect(live.problem).toBeUndefined();
  });

  test("an empty file that never was a key is ignored", async () => {
    const { directory, clock, live } = watch();
    writeFiles(directory, { "9": "" });
    await clock.advance(100);
    expect(textsOf(live)).toHaveLength(2);
    expect(live.problem).toBeUndefined();
  });
});
