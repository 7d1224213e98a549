import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkPlanText, parsePlan, planExamples, planFields, planSchema } from "./index.ts";

const { group, image, replication } = planExamples;

/** The text with parts replaced; a part that is not there is a mistake of the test. */
function edited(text: string, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`The text does not hold ${from}`);
    return result.replace(from, () => to);
  }, text);
}

test("the published schema is the one that the reader works with", () => {
  const published = readFileSync(new URL("./schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published), "write planSchema to document/schema.json").toEqual(planSchema);
});

test("every field says what it is", () => {
  for (const { field, description } of planFields()) expect(description, field).toMatch(/^\p{L}.*\.$/u);
});

test.each(Object.entries(planExamples))("the example of mode %s is right, without a warning", (mode, text) => {
  const { plan, findings } = checkPlanText(text);
  expect(findings).toEqual([]);
  expect(plan?.mode).toBe(mode);
});

test("what is left out is filled in: guests are thawed after a minute, addresses are kept, one operator decides", () => {
  expect(parsePlan(image, "plan.yaml")).toMatchObject({
    thawAfterMs: 60_000,
    approvals: 1,
    schedule: { rpoMinutes: 1440, fullEvery: 7, keepPoints: 14 },
    maps: { fixedIps: "keep", networks: [], flavors: [], keypairs: [], securityGroups: [], availabilityZones: [] },
    vms: [{ quiesce: "auto" }],
  });
});

describe("a plan that cannot work is refused with its line, its field and what would be right", () => {
  test.each<[string, string, readonly (readonly [string, string])[], string, string]>([
    ["an unknown field", group, [["thawAfterMs:", "thawAfter:"]], "recovery.document.unknown_field", "thawAfterMs?"],
    ["another mode", group, [["mode: group", "mode: snapshot"]], "recovery.document.value", "group, image, replication"],
    [
      "no VMs",
      image,
      [["    - { name: probes, stage: 1, select: { tag: probe } }\n", "    []\n"]],
      "recovery.document.value",
      "at least 1",
    ],
    [
      "a backup at the primary",
      group,
      [["backup: { site: west", "backup: { site: east"]],
      "recovery.sites.same",
      "name another one",
    ],
    ["no schedule", image, [["  schedule: { rpoMinutes: 1440 }\n", ""]], "recovery.mode.missing", "needs spec.schedule"],
    [
      "no store",
      image,
      [["  store: { driver: swift, container: probe-backups }\n", ""]],
      "recovery.mode.missing",
      "needs spec.store",
    ],
    [
      "no datastores",
      replication,
      [["  datastores: [charging-volumes]", "  # []"]],
      "recovery.mode.missing",
      "needs spec.datastores",
    ],
    [
      "a schedule of a replication",
      replication,
      [["  approvals", "  schedule: { rpoMinutes: 60 }\n  approvals"]],
      "recovery.mode.foreign",
      "not for mode replication",
    ],
    ["increments of the Ceph driver", group, [["driver: swift", "driver: ceph"]], "recovery.store.no_increments", "write 1"],
    ["a name twice", group, [["name: app", "name: db"]], "recovery.vms.duplicate", "db is there twice"],
    ["no selection", group, [["select: { tag: hss-db }", "select: {}"]], "recovery.vms.select", "id, a name, a tag"],
    [
      "empty metadata",
      group,
      [["select: { tag: hss-db }", "select: { metadata: {} }"]],
      "recovery.vms.select",
      "id, a name, a tag",
    ],
    [
      "a hook without a URL",
      group,
      [["select: { tag: hss-db }", "select: { tag: hss-db }\n      quiesce: hook"]],
      "recovery.vms.hook",
      "needs `hook`",
    ],
    [
      "a URL without a hook",
      group,
      [["select: { tag: hss-db }", "select: { tag: hss-db }\n      hook: https://db.example.net/q"]],
      "recovery.vms.hook",
      "asks no hook",
    ],
    ["a check without a port", group, [["method: tcp, port: 5432", "method: tcp"]], "recovery.vms.health", "needs a port"],
    [
      "a path of TCP",
      group,
      [["method: tcp, port: 5432", "method: tcp, port: 5432, path: /x"]],
      "recovery.vms.health",
      "has no path",
    ],
    [
      "a port of the guest agent",
      group,
      [["method: tcp, port: 5432", "method: guest-agent, port: 5432"]],
      "recovery.vms.health",
      "has no port",
    ],
    [
      "a flavor mapped twice",
      group,
      [["- { from: m1.large, to: vnf.large }", "- { from: a, to: b }\n      - { from: a, to: c }"]],
      "recovery.maps.duplicate",
      "a is mapped twice",
    ],
    ["an update without a server", group, [[', url: "dns://192.0.2.53"', ""]], "recovery.redirect.fields", "needs a url"],
    ["an update over HTTP", group, [["dns://192.0.2.53", "http://192.0.2.53"]], "recovery.redirect.fields", "Write dns://SERVER"],
    [
      "Designate without a record",
      group,
      [["dns-update, record: hss.example.net., ", "designate, "]],
      "recovery.redirect.fields",
      "needs a record",
    ],
    [
      "Designate with a server",
      group,
      [["method: dns-update", "method: designate"]],
      "recovery.redirect.fields",
      "found in the catalog",
    ],
    [
      "a webhook with a record",
      group,
      [["method: dns-update", "method: webhook"]],
      "recovery.redirect.fields",
      "take the record out",
    ],
    ["three approvals", group, [["approvals: 1", "approvals: 3"]], "recovery.document.value", "1 to 2"],
  ])("%s", (_, text, edits, code, message) => {
    const wrong = edited(text, ...edits);
    const found = checkPlanText(wrong).findings.filter((finding) => finding.code === code);
    expect(found.map((finding) => finding.message).join("\n"), JSON.stringify(checkPlanText(wrong).findings)).toContain(message);
    expect(found[0]?.line).toBeGreaterThan(0);
    expect(() => parsePlan(wrong, "plan.yaml")).toThrow(`plan.yaml:${found[0]?.line}: `);
  });

  test("what is only a risk is said and not refused", () => {
    const risky = edited(
      group,
      ["keepPoints: 14", "keepPoints: 3"],
      ["select: { tag: hss-db }", "select: { tag: hss-db }\n      quiesce: none"],
    );
    expect(checkPlanText(risky).findings.map(({ code, severity }) => [code, severity])).toEqual([
      ["recovery.vms.unquiesced", "warning"],
      ["recovery.schedule.chain", "warning"],
    ]);
    expect(parsePlan(risky, "plan.yaml").vms[0]?.quiesce).toBe("none");
  });
});
