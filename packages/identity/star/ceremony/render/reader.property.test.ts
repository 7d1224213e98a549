import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, test } from "vitest";
import { keyFingerprint, loadKeyRepository } from "../../../keys/index.ts";
import { FernetKey } from "../../../tokens/index.ts";
import { type FileCalls, systemFiles } from "../disk/files.ts";
import { openKeyDisk, renderedDirectory } from "../disk/index.ts";
import { temporaryHome, watchedFiles } from "../testing/files.ts";
import { readAsKeystone } from "./observe.ts";

const MUTATING: readonly (keyof FileCalls)[] = ["renameSync", "unlinkSync", "writeFileSync", "chmodSync", "openSync"];
const SEEDS = 6;
/** Who takes longer than that to read twenty small files is not promised anything. */
const LONGEST_READ_MS = 10_000;

/** Keystone reads so: names first, then one file after the other; here it may be held up before any of them. */
interface SlowReader {
  readonly startedMs: number;
  readonly names: string[];
  readonly loaded: Map<number, string>;
  /** Keys that must be among what it loads, and those that the highest may be. */
  readonly mustHave: Set<string>;
  readonly maySign: Set<string>;
}

/** A member's keys in the order in which they sign, and everything that can happen to them. */
function startHost(seed: number) {
  const random = createSeededRandom(seed);
  const clock = createSimulatedClock();
  const home = temporaryHome();
  const directory = renderedDirectory(home, "token");
  const pick = (count: number): number => random.bytes(2).readUInt16BE() % count;
  const wrong: string[] = [];
  const keys: { keyId: string; fingerprint: string }[] = [];
  const dropped = new Set<string>();
  let readers: SlowReader[] = [];
  let signing = -1;
  let former = -1;
  let count = 0;
  let isWatching = true;

  const fingerprintOf = (index: number): string => keys[index]?.fingerprint as string;
  /** What a reader must see now: keys that verified before this rendering and still do. */
  const verifying = new Set<string>();
  const maySign = (): Set<string> => new Set([signing, former].filter((index) => index >= 0).map(fingerprintOf));

  function begin(): SlowReader {
    return {
      startedMs: clock.nowMs(),
      names: readdirSync(directory),
      loaded: new Map(),
      mustHave: new Set(verifying),
      maySign: maySign(),
    };
  }
  function advance(reader: SlowReader, files: number): void {
    for (let step = 0; step < files; step++) {
      const name = reader.names.shift();
      if (name === undefined) return;
      try {
        reader.loaded.set(Number(name), keyFingerprint(readFileSync(join(directory, name), "utf8")));
      } catch {
        // Deleted meanwhile: Keystone passes over it (but for the moment between its two looks).
      }
    }
  }
  function judge({ loaded, mustHave, maySign: may }: SlowReader, when: string): void {
    const highest = loaded.get(Math.max(...loaded.keys()));
    if (highest === undefined || !may.has(highest)) wrong.push(`${when}: the highest number is not the primary`);
    for (const fingerprint of mustHave) {
      if (![...loaded.values()].includes(fingerprint)) wrong.push(`${when}: ${fingerprint} is missing`);
    }
  }

  /** Whoever reads in one go sees a good set, and so do those that are held up on their way. */
  function look(when: string): void {
    if (signing < 0 || verifying.size === 0 || !isWatching) return;
    const quick = begin();
    advance(quick, Number.POSITIVE_INFINITY);
    judge(quick, when);
    readers = readers.filter(({ startedMs }) => clock.nowMs() - startedMs < LONGEST_READ_MS);
    for (const reader of readers) advance(reader, pick(3));
    for (const reader of readers) {
      for (const fingerprint of [...reader.mustHave]) if (!verifying.has(fingerprint)) reader.mustHave.delete(fingerprint);
      for (const fingerprint of maySign()) reader.maySign.add(fingerprint);
      if (reader.names.length === 0) judge(reader, `${when}, held up`);
    }
    readers = readers.filter(({ names }) => names.length > 0);
    if (pick(3) === 0) readers.push(begin());
  }

  const files = watchedFiles({
    after(call) {
      if (MUTATING.includes(call)) look(`after call ${++count} (${call}, seed ${seed})`);
    },
  });
  let disk = openKeyDisk({ home, clock, files });

  function render(): void {
    if (signing < 0) return;
    const next = keys[signing + 1];
    disk.render("token", keys[signing]?.keyId, { next: next?.keyId, dropped });
    for (const { keyId, fingerprint } of keys) if (!dropped.has(keyId)) verifying.add(fingerprint);
    former = signing;
    isWatching = true;
    look("after the rendering");
  }

  const happenings: Record<string, () => void> = {
    install() {
      const text = FernetKey.generate(random).text;
      const keyId = `k${keys.length}`;
      keys.push({ keyId, fingerprint: keyFingerprint(text.reveal()) });
      disk.write(keyId, "token", text);
    },
    sign() {
      if (signing + 1 < keys.length) signing += 1 + pick(keys.length - signing - 1);
    },
    drop() {
      const index = keys.findIndex(({ keyId }) => !dropped.has(keyId));
      const key = keys[index];
      if (key === undefined || index >= signing || index === former) return;
      dropped.add(key.keyId);
      verifying.delete(key.fingerprint);
      disk.remove(key.keyId);
    },
    restart() {
      disk = openKeyDisk({ home, clock, files });
    },
    forgetManifest() {
      rmSync(join(home, "keys", "token.rendered"), { force: true });
    },
    // By hand: nobody can be asked to see a good set before it is put right.
    edit() {
      const names = verifying.size === 0 ? [] : readdirSync(directory);
      const name = names[pick(names.length || 1)];
      if (name === undefined) return;
      isWatching = false;
      readers = [];
      const path = join(directory, name);
      const edits = [
        () => rmSync(path),
        () => writeFileSync(path, FernetKey.generate(random).text.reveal()),
        () => writeFileSync(path, ""),
        () => writeFileSync(join(directory, "1_000_000"), FernetKey.generate(random).text.reveal()),
        () => writeFileSync(join(directory, String(1000 + pick(1000))), FernetKey.generate(random).text.reveal()),
        () => renameSync(join(directory, "0"), join(directory, String(Math.max(...names.map(Number)) + 1))),
      ];
      edits[pick(edits.length)]?.();
    },
  };

  return { pick, happenings, render, wrong, directory, clock, keys, dropped, signing: () => signing, disk: () => disk };
}

describe("whoever reads the directory while it is rendered", () => {
  test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    "at any step between two system calls sees the primary as the highest number, and all keys that verify (seed %i)",
    async (seed) => {
      const { pick, happenings, render, wrong, directory, clock, keys, dropped, signing, disk } = startHost(seed);
      const names = Object.keys(happenings);
      happenings.install?.();
      happenings.sign?.();
      render();
      for (let round = 0; round < 30; round++) {
        for (let many = pick(3); many >= 0; many--) {
          const name = names[pick(names.length + 4)] ?? "install";
          happenings[name]?.();
        }
        render();
        await clock.advance(pick(2) === 0 ? 1000 : 11_000);
      }
      expect(wrong).toEqual([]);
      await clock.advance(20_000);
      render();
      await clock.advance(20_000);
      render();
      // At rest: nothing but the wanted keys, once each, and the staged one a second time.
      const wanted = keys.filter(({ keyId }) => !dropped.has(keyId)).map(({ fingerprint }) => fingerprint);
      const seen = readAsKeystone(systemFiles, directory);
      expect(seen[0]?.fingerprint).toBe(keys[signing()]?.fingerprint);
      expect(seen.filter(({ number }) => number > 0n).map(({ fingerprint }) => fingerprint)).toHaveLength(wanted.length);
      expect(new Set(seen.map(({ fingerprint }) => fingerprint))).toEqual(new Set(wanted));
      expect(seen.at(-1)?.fingerprint).toBe((keys[signing() + 1] ?? keys[signing()])?.fingerprint);
      // Ours reads the same.
      const ours = loadKeyRepository(directory).keys.map(({ key }) => keyFingerprint(key.text.reveal()));
      expect(ours).toEqual(seen.map(({ fingerprint }) => fingerprint));
      expect(disk().damaged()).toEqual([]);
    },
  );
});
