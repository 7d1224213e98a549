import { loadavg } from "node:os";
import { foreignWrites } from "./measurements/foreign-writes.ts";
import { gateway } from "./measurements/gateway.ts";
import { keystone } from "./measurements/keystone.ts";
import { login } from "./measurements/login.ts";
import { networkMany } from "./measurements/network-many.ts";
import { networkPort } from "./measurements/network-port.ts";
import { networkSteady } from "./measurements/network-steady.ts";
import { roundTrips } from "./measurements/round-trips.ts";
import { scale } from "./measurements/scale.ts";
import { starDatabaseLag } from "./measurements/star-database-lag.ts";
import { starLag } from "./measurements/star-lag.ts";
import { starMiddleware } from "./measurements/star-middleware.ts";
import { starRevocation } from "./measurements/star-revocation.ts";
import { starSizes } from "./measurements/star-sizes.ts";
import { starTraffic } from "./measurements/star-traffic.ts";
import type { Measurement, MeasurementGroup } from "./measurements/types.ts";
import { validation } from "./measurements/validation.ts";
import { renderTable } from "./table.ts";

const ofTheStar: readonly MeasurementGroup[] = [starTraffic, starRevocation, starLag, starMiddleware, starDatabaseLag, starSizes];

/** `npm run bench [-- GROUP...]`: every target as a ratio of two things measured in the same run; `star` and `network` name all that begin with them. */
const groups: readonly MeasurementGroup[] = [
  validation,
  roundTrips,
  foreignWrites,
  login,
  scale,
  keystone,
  gateway,
  ...ofTheStar,
  networkPort,
  networkMany,
  networkSteady,
];

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.some((one) => name === one || name.startsWith(`${one}-`));
const chosen = groups.filter(({ name }) => wanted.length === 0 || isWanted(name.replaceAll(" ", "-")));
if (chosen.length === 0) {
  process.stderr.write(`No such group; there are ${groups.map(({ name }) => name.replaceAll(" ", "-")).join(", ")}.\n`);
  process.exit(2);
}

const results: Measurement[] = [];
const loadBefore = loadavg()[0] ?? 0;
for (const group of chosen) {
  try {
    results.push(...(await group.run((text) => process.stderr.write(`${group.name}: ${text}\n`))));
  } catch (thrown) {
    results.push({ name: group.name, measured: `could not be measured: ${String(thrown)}`, target: "", met: false });
  }
}
process.stdout.write(`\n${renderTable(results)}\n`);
process.stdout.write(
  `Load of the machine: ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after. Node ${process.version}, ${new Date().toISOString().slice(0, 10)}.\n`,
);
process.exit(0);
