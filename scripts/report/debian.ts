import { type Installation, installPackages } from "../../rig/debian/install.ts";
import type { DebianPackage } from "../../rig/debian/packages.ts";

/** Installs what a ring needs, and says what became of it. Tests that need a missing package skip with that reason. */
export async function provideDebianPackages(wanted: readonly DebianPackage[]): Promise<Installation> {
  const startedMs = performance.now();
  const outcome = await installPackages(wanted, (line) => console.log(line));
  if (outcome.kind === "installed") {
    console.log(`Debian packages installed in ${((performance.now() - startedMs) / 1000).toFixed(0)} s.`);
  }
  if (outcome.kind === "impossible") {
    console.warn(`Debian packages are missing: ${outcome.missing.join(" ")}: ${outcome.reason}`);
  }
  return outcome;
}
