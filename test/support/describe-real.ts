import { describe, test } from "vitest";
import { missingPackages } from "../../rig/debian/install.ts";
import type { DebianPackage } from "../../rig/debian/packages.ts";

/** A `describe` for what needs Debian packages; without them it is one skipped test that names them. */
export function describeReal(title: string, packages: readonly DebianPackage[], body: () => void): void {
  const missing = missingPackages(packages);
  if (missing.length === 0) describe(title, body);
  else describe(title, () => test("needs Debian packages", (context) => context.skip(`apt-get install ${missing.join(" ")}`)));
}
