// Adds to package-lock.json the platform packages that `npm install` left out because the registry at hand does not hold
// them. `npm ci` refuses a lock without them, on every machine. Run it after `npm install` changed the lock:
//   node scripts/complete-lock.mjs

import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = [];

for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isPresent(place, name)) continue;
    const platform = platformOf(name);
    if (!platform || !/^\d/.test(range))
      throw new Error(`${place || "the root"} wants ${name}@${range}, which is in no lock entry`);
    lock.packages[`node_modules/${name}`] = { version: range, ...platform, optional: true, ...(entry.dev ? { dev: true } : {}) };
    added.push(`${name}@${range}`);
  }
}

const [rootEntry, ...others] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([rootEntry, ...others.sort(([one], [other]) => one.localeCompare(other, "en"))]);
if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length > 0 ? `Added to package-lock.json:\n  ${added.join("\n  ")}` : "package-lock.json is complete.");

/** As Node resolves: beside, or in any folder above. */
function isPresent(place, name) {
  for (let folder = place; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    const candidate = `${folder ? `${folder}/` : ""}node_modules/${name}`;
    if (lock.packages[candidate]) return true;
    if (!folder.includes("node_modules")) return Boolean(lock.packages[`node_modules/${name}`]);
  }
}

/** Operating system, processor and C library, which such packages carry in their names. */
function platformOf(name) {
  const words = name.replace(/^@[^/]+\//, "").split(/[-.]/);
  const os = words.find((word) => ["android", "darwin", "freebsd", "linux", "openharmony", "sunos", "win32"].includes(word));
  const cpu = words.find((word) => ["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"].includes(word));
  if (!os || !cpu) return name.includes("wasm32") ? { cpu: ["wasm32"] } : undefined;
  const musl = words.some((word) => word.startsWith("musl"));
  const glibc = words.some((word) => word.startsWith("gnu"));
  return { cpu: [cpu], ...(musl || glibc ? { libc: [musl ? "musl" : "glibc"] } : {}), os: [os] };
}
