import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openBoard } from "@multisite/kernel/board";
import { createSimulatedClock, systemClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, onTestFinished, test } from "vitest";
import { createCredentialKeys, createLiveKeys } from "../../../keys/index.ts";
import { FernetKey } from "../../../tokens/index.ts";
import { reportVerifier } from "../../host/verifier.ts";
import { systemFiles } from "../disk/files.ts";
import { openKeyDisk, renderedDirectory } from "../disk/index.ts";
import { temporaryHome, watchedFiles } from "../testing/files.ts";
import type { KeyPurpose } from "../types.ts";
import { forgetDeadVerifiers, isProcessAlive, loadedFromBoard } from "./index.ts";

function startHost() {
  const clock = createSimulatedClock();
  const random = createSeededRandom(1);
  const home = temporaryHome();
  const disk = openKeyDisk({ home, clock, files: watchedFiles({}) });
  const board = openBoard(undefined);
  onTestFinished(() => board.close());
  const install = (purpose: KeyPurpose, ...keyIds: string[]): void => {
    for (const keyId of keyIds) disk.write(keyId, purpose, FernetKey.generate(random).text);
  };
  const dead = new Set<number>();
  const loaded = loadedFromBoard(board, disk, (processId) => !dead.has(processId));
  const live = (purpose: KeyPurpose) => {
    const options = { directory: renderedDirectory(home, purpose), clock, checkIntervalMs: 0 };
    return purpose === "credential" ? createCredentialKeys(options) : createLiveKeys(options);
  };
  const startVerifier = (processId: number) => {
    const keys = { token: live("token"), receipt: live("receipt"), credential: live("credential") };
    return reportVerifier({ board, keys, clock, processId });
  };
  return { clock, home, disk, board, install, loaded: () => loaded(disk.list()), startVerifier, dead };
}

const render = (disk: ReturnType<typeof startHost>["disk"], purpose: KeyPurpose, signing: string): void =>
  disk.render(purpose, signing, { next: undefined, dropped: new Set() });

describe("which keys a host can verify with", () => {
  test("before there is a directory: all on its disk, as nobody verifies there yet", () => {
    const { install, loaded } = startHost();
    install("token", "a", "b");
    expect(loaded()).toEqual(new Set(["a", "b"]));
  });

  test("beside a stock Keystone, which reports nothing: those that it finds when it reads the directory", () => {
    const { home, disk, install, loaded } = startHost();
    install("token", "a", "b");
    render(disk, "token", "a");
    install("token", "c");
    expect(loaded()).toEqual(new Set(["a", "b"]));
    render(disk, "token", "a");
    expect(loaded()).toEqual(new Set(["a", "b", "c"]));
    for (const name of systemFiles.readdirSync(join(home, "fernet-keys"))) {
      if (name !== "0") systemFiles.unlinkSync(join(home, "fernet-keys", name));
    }
    expect(loaded()).toEqual(new Set(["a"]));
  });

  test("with our own service: what every living process of it has loaded, of each purpose; a dead one holds up nothing", async () => {
    const { clock, disk, board, install, loaded, startVerifier, dead } = startHost();
    install("token", "a");
    install("receipt", "r");
    install("credential", "k");
    for (const [purpose, keyId] of [
      ["token", "a"],
      ["receipt", "r"],
      ["credential", "k"],
    ] as const) {
      render(disk, purpose, keyId);
    }
    const first = startVerifier(11);
    startVerifier(12).stop();
    expect(loaded()).toEqual(new Set(["a", "r", "k"]));
    install("token", "b");
    render(disk, "token", "a");
    expect(loaded()).toEqual(new Set(["a", "r", "k"]));
    await clock.advance(2000);
    expect(loaded()).toEqual(new Set(["a", "b", "r", "k"]));
    // One that hangs, or has just died with what it had loaded long ago.
    board.set("verifier/13", { token: [], receipt: [], credential: [], atMs: 1 });
    expect(loaded()).toEqual(new Set());
    dead.add(13);
    expect(loaded()).toEqual(new Set(["a", "b", "r", "k"]));
    expect(forgetDeadVerifiers(board, (processId) => !dead.has(processId))).toEqual([13]);
    expect(board.names("verifier/")).toEqual(["verifier/11"]);
    first.stop();
  });
});

describe("whether a process is alive", () => {
  test("is asked of the operating system, and another one with the same number is told from it", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const processId = child.pid as number;
    expect(isProcessAlive(processId, systemClock.nowMs())).toBe(true);
    expect(isProcessAlive(processId, systemClock.nowMs() - 3600_000)).toBe(false);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isProcessAlive(processId, systemClock.nowMs())).toBe(false);
  });
});
