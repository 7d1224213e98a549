// Ring two: `npm run test:rig [-- file filters]`. Everything that takes real OpenStack services.
import { ringTwo } from "../../rig/debian/packages.ts";
import { provideDebianPackages } from "../report/debian.ts";
import { createRingReport } from "../report/sections.ts";
import { runVitest } from "../report/vitest.ts";

process.env.MULTISITE_RING = "two";
const report = createRingReport(`npm run test:rig on Node ${process.versions.node}`);
await provideDebianPackages(ringTwo);
await report.section("Tests with real OpenStack services", () => runVitest(process.argv.slice(2)));
process.exit(report.close());
