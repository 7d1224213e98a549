// Runs one task of scripts/tasks/ on the project's own Node 24, after installing what is missing.
// Plain JavaScript for Node 20 and later, because this is what runs on a fresh clone. Uses nothing but Node and npm.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stamp = join(modules, ".installed-from");
const link = join(modules, ".bin", "node");
const oldestMajor = 24;

const [task, ...taskArguments] = process.argv.slice(2);
const script = join(root, "scripts", "tasks", `${task?.replaceAll(":", "-")}.ts`);
if (!task || !existsSync(script)) stop(`There is no task "${task ?? ""}". Tasks are the files of scripts/tasks/.`);

installWhenChanged();
run(chooseNode(), [script, ...taskArguments]);

function installWhenChanged() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const startedMs = performance.now();
  console.log("Installing npm packages (npm ci) ...");
  // All output is kept for the case of failure: npm warns at length about packages for newer Nodes.
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, encoding: "utf8" });
  if (npm.status !== 0) stop(`npm ci failed:\n${npm.stdout ?? ""}${npm.stderr ?? ""}${npm.error?.message ?? ""}`);
  writeFileSync(stamp, wanted);
  console.log(`Installed in ${((performance.now() - startedMs) / 1000).toFixed(0)} s.\n`);
}

/**
 * Node 24 comes as an ordinary npm package of this platform, which some versions of npm do not link into `.bin`; where
 * there is none, the Node that runs this must be new enough.
 */
function chooseNode() {
  if (isNewEnough(link)) return link;
  const packaged = join(modules, `node-${process.platform}-${process.arch}`, "bin", "node");
  if (isNewEnough(packaged)) {
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), packaged), link);
    return link;
  }
  if (isNewEnough(process.execPath)) return process.execPath;
  rmSync(stamp, { force: true });
  return stop(
    `Node ${oldestMajor} is not there for ${process.platform}-${process.arch}. Install Node ${oldestMajor} or newer, then try again.`,
  );
}

function isNewEnough(node) {
  if (!existsSync(node)) return false;
  try {
    return Number(/^v(\d+)\./.exec(execFileSync(node, ["--version"], { encoding: "utf8" }))?.[1]) >= oldestMajor;
  } catch {
    return false;
  }
}

/** Signals reach the task, and its exit is ours. */
function run(node, args) {
  const path = `${join(modules, ".bin")}:${process.env.PATH ?? ""}`;
  const child = spawn(node, args, { cwd: root, stdio: "inherit", env: { ...process.env, PATH: path } });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => stop(error.message));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
