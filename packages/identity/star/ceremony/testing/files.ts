import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type FileCalls, systemFiles } from "../disk/files.ts";

/** An empty home directory (mode 0700) that is gone after the test. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), "multisite-home-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Looks on, or stops the disk: called before each call to the operating system and after it. */
export interface DiskWatcher {
  before?(call: keyof FileCalls, args: readonly unknown[]): void;
  after?(call: keyof FileCalls): void;
}

/** The operating system's calls, watched. None waits for the disk: no test here pulls the plug of a real one. */
export function watchedFiles(watcher: DiskWatcher): FileCalls {
  return new Proxy(systemFiles, {
    get(files, name: keyof FileCalls) {
      return (...args: unknown[]) => {
        watcher.before?.(name, args);
        const result = name === "fsyncSync" ? undefined : (files[name] as (...args: unknown[]) => unknown)(...args);
        watcher.after?.(name);
        return result;
      };
    },
  });
}

/** A disk on which the power fails at a chosen call: that one and all later ones do nothing. */
export function failingFiles(failAt: number): { readonly files: FileCalls; readonly calls: () => number } {
  let count = 0;
  const files = watchedFiles({
    before() {
      if (++count >= failAt) throw new Error("the power failed");
    },
  });
  return { files, calls: () => count };
}

/** A disk that has room for so many characters more: what is written beyond is cut off there, with the error of Linux. */
export function fullFiles(room: number): FileCalls {
  let left = room;
  return watchedFiles({
    before(call, args) {
      if (call !== "writeFileSync") return;
      const [file, text] = args as [number, string];
      if (text.length > left) {
        systemFiles.writeFileSync(file, text.slice(0, left));
        left = 0;
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      }
      left -= text.length;
    },
  });
}
