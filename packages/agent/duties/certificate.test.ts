import { expect, test } from "vitest";
import { certificateAlarms } from "./certificate.ts";

const DAY_MS = 86_400_000;
const NODE = { site: "north", node: "north-1" };
const good = { expiresAtMs: 40 * DAY_MS, renewalFailure: undefined, listNumber: 1, revokedReason: undefined };

test("a certificate that is not renewed in time, has ended or was revoked is an alarm that says what it means; a good one is none", () => {
  expect(certificateAlarms(NODE, good, 0)).toEqual([]);
  expect(certificateAlarms(NODE, { ...good, renewalFailure: "east-1 is away" }, 0)).toEqual([]);
  expect(certificateAlarms(NODE, { ...good, renewalFailure: "east-1 is away" }, 30 * DAY_MS)).toMatchObject([
    { severity: "major", cause: expect.stringContaining("10 days") },
  ]);
  expect(certificateAlarms(NODE, good, 41 * DAY_MS)).toMatchObject([{ severity: "critical" }]);
  expect(certificateAlarms(NODE, { ...good, revokedReason: "captured" }, 0)).toMatchObject([
    { severity: "critical", cause: expect.stringContaining("captured") },
  ]);
});
