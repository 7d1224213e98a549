// Ring one: `npm test [-- file filters]`. Everything that needs no OpenStack service.
import { ringOne } from "../../rig/debian/packages.ts";
import { runChecks } from "../report/checks.ts";
import { provideDebianPackages } from "../report/debian.ts";
import { createRingReport } from "../report/sections.ts";
import { runVitest } from "../report/vitest.ts";

const filters = process.argv.slice(2);
const report = createRingReport(`npm test on Node ${process.versions.node}`);
// Packages come over the network while the checks use the processor.
const packages = provideDebianPackages(ringOne);
if (filters.length === 0) await report.section("Checks", runChecks);
await packages;
await report.section("Tests", () => runVitest(filters));
process.exit(report.close());
