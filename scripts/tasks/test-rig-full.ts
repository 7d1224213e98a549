// The long campaigns: `npm run test:rig:full [-- FILTER]`. Their result pages are committed in docs/reference/, with date and versions.
import { starPackages } from "../../rig/debian/packages.ts";
import { provideDebianPackages } from "../report/debian.ts";

await provideDebianPackages(starPackages);
await import("../../test/rig/star-campaign/main.ts");
