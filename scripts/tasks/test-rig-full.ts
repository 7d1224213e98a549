// The long campaigns: `npm run test:rig:full [-- FILTER]`. Their result pages are committed in docs/reference/, with date and versions.
import { starPackages } from "../../rig/debian/packages.ts";
import { provideDebianPackages } from "../report/debian.ts";
import { createRingReport } from "../report/sections.ts";
import { runVitest } from "../report/vitest.ts";

process.env.MULTISITE_RING = "full";
await provideDebianPackages(starPackages);
const report = createRingReport(`npm run test:rig:full on Node ${process.versions.node}`);
await report.section("Long tests on real MariaDB", () => runVitest([]));
if (report.close() !== 0) process.exit(1);
await import("../../test/rig/star-campaign/main.ts");
