import { describe, expect, test } from "vitest";
import { type ClusteredSeen, decideClustered } from "./clustered.ts";
import { limits, masterNode, replica, server } from "./situations.ts";

const galera = masterNode().own?.galera;
const clustered = (change: Partial<ClusteredSeen> = {}): ClusteredSeen => ({
  node: "bergen-1",
  own: { galera, isReadOnly: true, isPointed: false },
  link: "oslo-1",
  asReplica: undefined,
  ...change,
});
const decide = (change: Partial<ClusteredSeen>) => decideClustered(clustered(change), limits);

describe("a node of a read-only cluster", () => {
  test("serves what comes to it by its cluster, and follows nobody while another one is the link", () => {
    expect(decide({})).toEqual({ rule: "well", state: "running", serves: true });
    expect(decide({ own: { galera, isReadOnly: true, isPointed: true } })).toMatchObject({
      act: { act: "unfollow" },
      serves: true,
    });
  });

  test("follows a master as soon as it is the link, and only then", () => {
    const asReplica = replica({ node: "bergen-1", own: server({ follows: undefined, slave: undefined }) });
    expect(decide({ link: "bergen-1", asReplica }).act).toMatchObject({ act: "follow", master: "east-1" });
  });

  test("does not serve outside of the majority, where its data may be old without end", () => {
    const minority = { ...(galera as NonNullable<typeof galera>), isPrimary: false, ready: false };
    for (const outside of [minority, undefined])
      expect(decide({ own: { galera: outside, isReadOnly: true, isPointed: false } })).toMatchObject({
        serves: false,
        alarm: { name: "outside" },
      });
    expect(decide({ own: undefined })).toMatchObject({ serves: false });
  });

  test("says so when no node is left that may be the link, and goes on serving", () => {
    expect(decide({ link: undefined })).toMatchObject({ serves: true, alarm: { name: "no_link" } });
  });

  test("is closed when somebody has opened it for writes", () => {
    expect(decide({ own: { galera, isReadOnly: false, isPointed: false } })).toMatchObject({ act: { act: "set-read-only" } });
  });

  test("as the link is never made anew over SQL, which would leave its cluster in two minds: an operator decides", () => {
    const asReplica = replica({ node: "bergen-1", memory: { differs: { rows: 1, onlyHere: 0, file: "f" } } });
    const decision = decide({ link: "bergen-1", asReplica });
    expect(decision).toMatchObject({
      act: { act: "hold", hold: { why: "differs" } },
      serves: false,
      alarm: { severity: "critical" },
    });
  });
});
