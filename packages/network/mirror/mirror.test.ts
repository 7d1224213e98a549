import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OwnPort } from "../inventory/index.ts";
import { answer, beginLog, readAnswer, record, recordPort, type SiteCopy, take } from "./index.ts";

const port = (id: string, vtep = "192.0.2.11"): OwnPort => ({
  id,
  network: "plane",
  name: id,
  mac: `fa:16:3e:00:00:0${id}`,
  addresses: ["10.50.0.1"],
  vtep,
  isUp: true,
  pairs: [],
});
const inventory = (...ports: readonly OwnPort[]) => ({ isWhole: true, ports: new Map(ports.map((one) => [one.id, one])) });

/** A log that has seen these looks. */
const logOf = (...looks: readonly ReturnType<typeof inventory>[]) => {
  const log = beginLog("east", 1);
  for (const look of looks) record(log, look);
  return log;
};

test("a site that has not listed its ports says nothing: not known is not gone", () => {
  const log = beginLog("east", 1);
  expect(record(log, { isWhole: false, ports: inventory(port("1")).ports })).toBe(false);
  expect(answer(log, {})).toBeUndefined();
});

test("a site without ports says so, so that the others know", () => {
  expect(answer(logOf(inventory()), {})).toEqual({ site: "east", epoch: 1, version: 1, ports: [] });
});

test("a site whose home was lost speaks of no network: what was heard of its ports stays; when it speaks of it again, what went meanwhile goes", () => {
  const log = beginLog("east", 1);
  record(log, inventory(port("1"), port("2")), ["plane"]);
  const { copy } = take("east", undefined, answer(log, {}) as never);
  const anew = beginLog("east", 2);
  record(anew, inventory(), []);
  const question = { epoch: copy.epoch, version: copy.version, networks: copy.networks as readonly string[] };
  const lost = take("east", copy, answer(anew, question) as never);
  expect([...lost.copy.ports.keys()]).toEqual(["1", "2"]);
  record(anew, inventory(port("2")), ["plane"]);
  const { epoch, version, networks = [] } = lost.copy;
  const found = take("east", lost.copy, answer(anew, { epoch, version, networks }) as never);
  expect([...found.copy.ports.keys()]).toEqual(["2"]);
  expect(found.changed.toSorted()).toEqual(["1", "2"]);
});

test("an interruption keeps what was said: nobody hears of a deletion", () => {
  const log = logOf(inventory(port("1")));
  expect(record(log, { isWhole: false, ports: new Map() })).toBe(false);
  expect(answer(log, {})?.ports).toHaveLength(1);
});

test("who has everything is told nothing; who has a part is told what has changed since, by a look or port by port", () => {
  const log = logOf(inventory(port("1"), port("2")));
  const { version } = log;
  expect(answer(log, { epoch: 1, version })).toBeUndefined();
  expect(record(log, inventory(port("2", "192.0.2.12"), port("3")))).toBe(true);
  expect(recordPort(log, "4", port("4"))).toBe(true);
  expect(recordPort(log, "4", port("4"))).toBe(false);
  expect(recordPort(log, "3", undefined)).toBe(true);
  const changes = answer(log, { epoch: 1, version })?.changes ?? [];
  expect(changes.map(({ id, port: one }) => [id, one?.vtep])).toEqual([
    ["2", "192.0.2.12"],
    ["1", undefined],
    ["4", "192.0.2.11"],
    ["3", undefined],
  ]);
});

test("only so many removals are remembered: who has not heard of the forgotten ones is told everything", () => {
  const log = logOf(inventory(port("1")));
  for (let turn = 0; turn < 25_000; turn++) {
    recordPort(log, `gone-${turn}`, port("2"));
    recordPort(log, `gone-${turn}`, undefined);
  }
  expect(log.entries.size).toBeLessThan(20_001);
  expect(answer(log, { epoch: 1, version: 2 })).toMatchObject({ ports: [{ id: "1" }] });
  const changes = answer(log, { epoch: 1, version: log.version - 2 })?.changes;
  expect(changes).toEqual([{ id: "gone-24999" }]);
});

describe("an answer is not believed", () => {
  const copy: SiteCopy = { epoch: 5, version: 7, ports: new Map([["1", port("1")]]) };
  test.each([
    ["of an earlier epoch", { site: "east", epoch: 4, version: 99, ports: [] }],
    ["of an earlier version", { site: "east", epoch: 5, version: 6, changes: [] }],
    ["for another site", { site: "west", epoch: 9, version: 1, ports: [] }],
    ["with changes since something else", { site: "east", epoch: 6, version: 2, changes: [{ id: "1" }] }],
  ])("%s", (_, said) => {
    expect(() => take("east", copy, said)).toThrow(expect.objectContaining({ code: "network.mirror.replayed" }));
  });
});

describe("an answer that cannot be is refused as a whole, whoever signed it", () => {
  const said = { site: "east", epoch: 1, version: 1 };
  const withPort = (change: object) => ({ ...said, ports: [port("1"), { ...port("2"), ...change }] });
  test.each<[string, unknown]>([
    ["nothing", null],
    ["a text", "ports"],
    ["without a version", { site: "east", epoch: 1, ports: [] }],
    ["ports that are no list", { ...said, ports: { 1: port("1") } }],
    ["a port that is none", { ...said, ports: [null] }],
    ["an ID that names another site's port", withPort({ id: "west/2" })],
    ["the MAC that floods", withPort({ mac: "00:00:00:00:00:00" })],
    ["a MAC of a group", withPort({ mac: "01:00:5e:00:00:01" })],
    ["a MAC that is none", withPort({ mac: "fa:16:3e:00:00:0g" })],
    ["an address that is none", withPort({ addresses: ["10.50.0.256"] })],
    ["no addresses at all", withPort({ addresses: undefined })],
    ["an endpoint that is no text", withPort({ vtep: 5 })],
    ["a pair that is none", withPort({ pairs: [{ ip_address: "10.50.0.1/x" }] })],
    ["a change of another port", { ...said, changes: [{ id: "1", port: port("2") }] }],
    ["changes without a port's ID", { ...said, changes: [{}] }],
  ])("%s", (_, wrong) => {
    expect(() => readAnswer("east", wrong)).toThrow(expect.objectContaining({ code: "network.mirror.malformed" }));
  });

  test("what a connector says is read, and an empty one says that there is nothing new", () => {
    const told = answer(logOf(inventory(port("1"), { ...port("2"), vtep: undefined })), {});
    const overWire = JSON.parse(JSON.stringify(told));
    expect(readAnswer("east", overWire)).toEqual(overWire);
    expect(readAnswer("east", { ...said, changes: [{ id: "1" }] })?.changes).toEqual([{ id: "1" }]);
    expect(readAnswer("east", {})).toBeUndefined();
  });
});

const contents = fc.uniqueArray(fc.tuple(fc.constantFrom("1", "2", "3", "4"), fc.constantFrom("192.0.2.11", "192.0.2.12")), {
  selector: ([id]) => id,
});

test("whenever it asks, and whatever answers it missed, who asks has in the end what the site has", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(contents, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 12 }), (steps) => {
      let epoch = 1;
      let log = beginLog("east", epoch);
      let copy: SiteCopy | undefined;
      const ask = () => {
        const question = copy === undefined ? {} : { epoch: copy.epoch, version: copy.version };
        const said = answer(log, question);
        if (said !== undefined) copy = take("east", copy, JSON.parse(JSON.stringify(said))).copy;
      };
      for (const [list, isAsked, isRestarted] of steps) {
        if (isRestarted) log = beginLog("east", ++epoch);
        record(log, inventory(...list.map(([id, vtep]) => port(id, vtep))));
        if (isAsked) ask();
      }
      ask();
      const last = steps.at(-1)?.[0] ?? [];
      expect(new Map([...(copy?.ports ?? [])].map(([id, one]) => [id, one.vtep]))).toEqual(new Map(last));
    }),
    { numRuns: 300 },
  );
});
