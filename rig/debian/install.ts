import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type CommandResult, run } from "../process/run.ts";
import { withoutServiceStart } from "./no-service-start.ts";
import type { DebianPackage } from "./packages.ts";

const fiveMinutesMs = 5 * 60_000;

/** What became of the wish for packages. `reason` says why some are still missing, and what to do. */
export type Installation =
  | { readonly kind: "present" }
  | { readonly kind: "installed"; readonly names: readonly string[] }
  | { readonly kind: "impossible"; readonly missing: readonly string[]; readonly reason: string };

/** Names of the packages whose proof is not there, or that are too old. Costs a few file look-ups. */
export function missingPackages(wanted: readonly DebianPackage[]): string[] {
  return wanted.filter((entry) => !existsSync(entry.proof) || isTooOld(entry)).map((entry) => entry.name);
}

function isTooOld({ name, atLeast }: DebianPackage): boolean {
  if (atLeast === undefined) return false;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a format of dpkg-query.
  const found = spawnSync("/usr/bin/dpkg-query", ["-W", "-f=${Version}", name], { encoding: "utf8" });
  return spawnSync("/usr/bin/dpkg", ["--compare-versions", found.stdout, "lt", atLeast]).status === 0;
}

/**
 * Installs what is missing, and says so first. Waits for another apt or dpkg; refreshes the package lists, as old ones name
 * versions without their security fixes. Never throws: tests that need a missing package say so themselves.
 */
export async function installPackages(wanted: readonly DebianPackage[], say: (line: string) => void): Promise<Installation> {
  const missing = missingPackages(wanted);
  if (missing.length === 0) return { kind: "present" };
  const obstacle = findObstacle();
  if (obstacle)
    return { kind: "impossible", missing, reason: `${obstacle}. Install by hand: apt-get install ${missing.join(" ")}` };
  say(`Installing Debian packages: ${missing.join(" ")} (needs root)`);
  const update = await apt(["update", "-q"]);
  const install = await withoutServiceStart(() => aptInstall(missing));
  if (install.code !== 0) {
    const failed =
      update.code === 0 ? `apt-get install failed: ${lastLines(install)}` : `apt-get update failed: ${lastLines(update)}`;
    return { kind: "impossible", missing, reason: failed };
  }
  const still = missingPackages(wanted);
  if (still.length > 0)
    return { kind: "impossible", missing: still, reason: "apt-get ended well, but their files are not there" };
  return { kind: "installed", names: missing };
}

function findObstacle(): string | undefined {
  if (!existsSync("/usr/bin/apt-get")) return "this machine has no apt-get";
  if (process.getuid?.() !== 0) return "only root may install them";
  return undefined;
}

function aptInstall(names: readonly string[]): Promise<CommandResult> {
  return apt(["install", "-y", "-q", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", ...names]);
}

function apt(args: readonly string[]): Promise<CommandResult> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  return run("/usr/bin/apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], { env, timeoutMs: 2 * fiveMinutesMs });
}

function lastLines(result: CommandResult): string {
  const text = `${result.stdout}\n${result.stderr}`;
  const errors = text.split("\n").filter((line) => /^(E|Err|dpkg): ?/.test(line));
  return (errors.length > 0 ? errors : text.trim().split("\n")).slice(-5).join(" | ");
}
