import { describe, expect, test } from "vitest";
import { parseStar } from "../check-star.ts";
import { starExamples } from "../examples/index.ts";
import { EMBEDDED, edited, lineWith, STAR } from "../testing/documents.ts";
import { readStar } from "./read.ts";
import { writeStar } from "./write.ts";

describe("a text that is no document of a star is refused, with the line and what would be right", () => {
  test.each([
    [
      "an unknown field",
      [["follows: east-1", "follow: east-1"]],
      "north-1",
      "no field spec.sites[2].nodes[0].follow; did you mean follows?",
    ],
    ["an unknown field in the envelope", [["kind:", "kinds: x\nkind:"]], "kinds", "did you mean kind?"],
    ["a wrong word", [["role: arbitrator", "role: witness"]], "witness", "must be one of master, replica, arbitrator"],
    ["another kind", [["kind: IdentityStar", "kind: Star"]], "kind: Star", "kind must be IdentityStar"],
    ["a text where a number belongs", [["stagedKeys: 7", "stagedKeys: seven"]], "seven", "a whole number from 1 to 1000"],
    ["a number with a fraction", [["stagedKeys: 7", "stagedKeys: 7.5"]], "7.5", "a whole number"],
    ["a number out of range", [["delaySeconds: 3600", "delaySeconds: 0"]], "delaySeconds", "from 1 to 2147483647"],
    ["a number where a text belongs", [["name: telco", "name: 5"]], "name: 5", "must be a text; put it in quotes"],
    ["nothing where a text belongs", [["name: telco", "name:"]], "name:", "must be a text."],
    ["a name in capitals", [["name: west\n", "name: West\n"]], "West", "must match"],
    ["a field twice", [["mode: star", "mode: star\n  mode: centralized"]], "mode: centralized", "Map keys must be unique"],
    [
      "a missing field",
      [["role: master, address: 10.1.0.11", "role: master"]],
      "east-1",
      "spec.sites[0].nodes[0].address is missing (IP address",
    ],
    [
      "a list where fields belong",
      [
        ["clockErrorMs: 1000", "canaries: []"],
        ["canary: { site: north, holdSeconds: 600 }", "canary: [north]"],
      ],
      "canary: [",
      "must hold fields",
    ],
    ["fields where a list belongs", [["servedBy: [north, east]", "servedBy: { north: 1 }"]], "servedBy", "must be a list"],
    ["an empty list of neighbours", [["servedBy: [north, east]", "servedBy: []"]], "servedBy", "at least 1"],
    [
      "an anchor",
      [
        ["servedBy: [north, east]", "servedBy: *x"],
        ["region: RegionEast", "region: &x RegionEast"],
      ],
      "servedBy",
      "anchors and aliases",
    ],
    ["a tab", [["  generation", "\tgeneration"]], "generation", "This is not YAML"],
  ] as const)("%s", (_, edits, line, words) => {
    const broken = edited(STAR, ...edits);
    const { star, problems, lineOf } = readStar(broken);
    expect(star).toBeUndefined();
    const found = problems.find(({ message }) => message.includes(words));
    expect(found, JSON.stringify(problems)).toBeDefined();
    expect(found?.line).toBe(lineWith(broken, line));
    if (found?.code !== "star.document.yaml") expect(lineOf(found?.path ?? [])).toBe(found?.line);
  });

  test.each([
    ["", "The document must hold fields"],
    ["null", "The document must hold fields"],
    ["a text", "The document must hold fields"],
    [`${STAR}---\n${STAR}`, "multiple documents"],
    ["{}", "apiVersion is missing"],
  ])("%#: so is a text that is something else", (text, words) => {
    expect(
      readStar(text)
        .problems.map(({ message }) => message)
        .join(),
    ).toContain(words);
  });

  test("all problems are told at once, each with file and line", () => {
    const broken = edited(STAR, ["role: arbitrator", "role: witness"], ["stagedKeys: 7", "stagedKeys: many"]);
    expect(() => parseStar(broken, "star.yaml")).toThrow(
      new RegExp(`star.yaml:${lineWith(broken, "witness")}: .*\\n.*star.yaml:${lineWith(broken, "many")}: `),
    );
  });
});

describe("defaults", () => {
  test("ports are where somebody listens, and what is not written is Keystone's", () => {
    const star = parseStar(STAR, "star.yaml");
    const ports = Object.fromEntries(star.sites.flatMap(({ nodes }) => nodes.map(({ name, ports }) => [name, ports])));
    expect(ports["east-1"]).toEqual({ agent: 7443, identity: 5000, database: 3306, galera: 4567 });
    expect(ports["north-1"]).toEqual({ agent: 7443, identity: 5000, database: 3306 });
    expect(ports["north-vote"]).toEqual({ agent: 7443, identity: 5000, galera: 4567 });
    expect(parseStar(EMBEDDED, "star.yaml")).toMatchObject({
      mode: "star",
      holdDownSeconds: 30,
      keys: {
        tokenExpirationSeconds: 3600,
        allowExpiredWindowSeconds: 172_800,
        rotationPeriodSeconds: 86_400,
        stagedKeys: 7,
        clockErrorMs: 1000,
      },
      wire: {
        authMethods: ["external", "password", "token", "oauth1", "mapped", "application_credential"],
        defaultDomainId: "default",
      },
      sites: [{ region: "east", nodes: [{ ports: { agent: 7001, identity: 5001 } }] }, {}, {}],
    });
  });

  test("of a part that is half written the rest is filled in", () => {
    const { keys } = parseStar(`${EMBEDDED}  keys: { stagedKeys: 3, canary: { site: north } }\n`, "star.yaml");
    expect(keys).toMatchObject({ stagedKeys: 3, rotationPeriodSeconds: 86_400, canary: { site: "north", holdSeconds: 600 } });
  });
});

describe("writing a star", () => {
  test.each([...Object.entries(starExamples), ["embedded", EMBEDDED] as const])(
    "%s: what is written is read as the same",
    (_, text) => {
      const star = parseStar(text, "star.yaml");
      const written = writeStar(star);
      expect(parseStar(written, "written.yaml")).toEqual(star);
      expect(writeStar(parseStar(written, "written.yaml"))).toBe(written);
    },
  );

  test("labels and notes come along, in one order", () => {
    const star = parseStar(
      edited(EMBEDDED, ["{ name: demo }", "{ name: demo, labels: { b: '1', a: '2' }, annotations: { x: y } }"]),
      "f",
    );
    expect(star).toMatchObject({ labels: { b: "1", a: "2" }, annotations: { x: "y" } });
    expect(writeStar(star)).toContain('labels:\n    a: "2"\n    b: "1"\n  annotations:\n    x: y\n');
  });
});
