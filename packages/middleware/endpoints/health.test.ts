import { describe, expect, test } from "vitest";
import { type Health, type HealthEvent, type HealthSettings, newHealth, nextHealth } from "./health.ts";

const settings: HealthSettings = { probeEveryMs: 1000, backOffMs: 250, backOffMaxMs: 5000, calmMs: 60_000, serverErrorLimit: 5 };
const after = (health: Health, event: HealthEvent, nowMs: number): Health => nextHealth(health, event, nowMs, settings);
const refused: HealthEvent = { kind: "refused", reason: "ECONNREFUSED" };
const bad: HealthEvent = { kind: "probe_bad", reason: "no" };

describe("what is remembered of a node", () => {
  test("a refused connection takes it out at once; a good probe, or any answer, brings it back", () => {
    const down = after(newHealth(0), refused, 10);
    expect(down).toMatchObject({ state: "down", reason: "ECONNREFUSED", strikes: 1, probeAtMs: 260 });
    expect(after(down, { kind: "probe_good" }, 260)).toMatchObject({ state: "up", reason: "", probeAtMs: 1260 });
    expect(after(down, { kind: "answered" }, 100).state).toBe("up");
  });

  test("each further failure doubles the time it is left alone, up to a bound; a calm minute forgets them", () => {
    let health = newHealth(0);
    const waits: number[] = [];
    for (let nowMs = 0; waits.length < 7; nowMs = health.probeAtMs) {
      health = after(health, bad, nowMs);
      waits.push(health.probeAtMs - nowMs);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    const back = after(health, { kind: "probe_good" }, 20_000);
    expect(after(back, bad, 30_000).probeAtMs).toBe(35_000);
    expect(after(back, bad, 80_000).probeAtMs).toBe(80_250);
  });

  test("what was already on its way to a dead node is no further strike", () => {
    const down = after(newHealth(0), refused, 10);
    expect(after(after(down, refused, 20), { kind: "server_error", reason: "500" }, 30)).toMatchObject({
      strikes: 1,
      probeAtMs: 260,
    });
  });

  test("a broken connection or silence makes it suspect and has it probed at once, no more", () => {
    for (const kind of ["broken", "silent"] as const) {
      const suspect = after(newHealth(0), { kind }, 500);
      expect(suspect).toMatchObject({ state: "suspect", strikes: 0, probeAtMs: 500 });
      expect(after(suspect, { kind: "probe_good" }, 505).state).toBe("up");
    }
  });

  test("a login that was hung up on changes nothing but that it is probed at once", () => {
    let health = after(newHealth(0), { kind: "probe_good" }, 0);
    for (let times = 0; times < 100; times++) health = after(health, { kind: "login_dropped" }, 500);
    expect(health).toMatchObject({ state: "up", strikes: 0, probeAtMs: 500 });
  });

  test("server errors count only in a row", () => {
    const error: HealthEvent = { kind: "server_error", reason: "answered 500" };
    let health = newHealth(0);
    for (let times = 0; times < 4; times++) health = after(health, error, 0);
    expect(after(after(health, { kind: "answered" }, 1), error, 2).state).toBe("up");
    expect(after(health, error, 2)).toMatchObject({ state: "down", strikes: 1 });
  });

  test("a node that says it is not ready is left alone without a strike, and asked again at the usual pace", () => {
    const leaving = after(newHealth(0), { kind: "not_ready", reason: "fenced" }, 100);
    expect(leaving).toMatchObject({ state: "down", reason: "fenced", strikes: 0, probeAtMs: 1100 });
  });
});
