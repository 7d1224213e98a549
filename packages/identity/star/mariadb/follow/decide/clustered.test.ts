import { describe, expect, test } from "vitest";
import { type ClusteredSeen, decideClustered } from "./clustered.ts";
import { limits, masterNode, replica, server } from "./situations.ts";

const galera = masterNode().own?.galera;
const clustered = (change: Partial<ClusteredSeen> = {}): ClusteredSeen => ({
  node: "bergen-1",
  own: { galera, isReadOnly: true, isPointed: false, ownDomain: undefined },
  link: "oslo-1",
  asReplica: undefined,
  ...change,
});
const decide = (change: Partial<ClusteredSeen>) => decideClustered(clustered(change), limits);

describe("a node of a read-only cluster", () => {
  test("serves what comes to it by its cluster, and follows nobody while another one is the link", () => {
    expect(decide({})).toEqual({ rule: "well", state: "running", serves: true });
    expect(decide({ own: { galera, isReadOnly: true, isPointed: true, ownDomain: undefined } })).toMatchObject({
      act: { act: "unfollow" },
      serves: true,
    });
  });

  test("that a state transfer gave a GTID of its cluster's own first has MariaDB say whether there are such changes, also as the link", () => {
    const own = { galera, isReadOnly: true, isPointed: false, ownDomain: 77 };
    const asReplica = replica({ node: "bergen-1", own: server({ errant: ["77-77-68"] }) });
    for (const change of [{ own }, { own, link: "bergen-1", asReplica }])
      expect(decide(change)).toMatchObject({ serves: true, act: { act: "forget-domain", domain: 77 } });
    // MariaDB has refused: they are there.
    expect(decide({ own: { ...own, ownDomain: undefined }, link: "bergen-1", asReplica })).toMatchObject({
      state: "fenced",
      act: { act: "hold", hold: { why: "errant" } },
    });
  });

  test("follows a master as soon as it is the link, and only then", () => {
    const asReplica = replica({ node: "bergen-1", own: server({ follows: undefined, slave: undefined }) });
    expect(decide({ link: "bergen-1", asReplica }).act).toMatchObject({ act: "follow", master: "east-1" });
  });

  test("does not serve outside of the majority, where its data may be old without end", () => {
    const minority = { ...(galera as NonNullable<typeof galera>), isPrimary: false, ready: false };
    for (const outside of [minority, undefined])
      expect(decide({ own: { galera: outside, isReadOnly: true, isPointed: false, ownDomain: undefined } })).toMatchObject({
        serves: false,
        alarm: { name: "outside" },
      });
    expect(decide({ own: undefined })).toMatchObject({ serves: false });
  });

  test("says so when no node is left that may be the link, and goes on serving", () => {
    expect(decide({ link: undefined })).toMatchObject({ serves: true, alarm: { name: "no_link" } });
  });

  test("is closed when somebody has opened it for writes", () => {
    expect(decide({ own: { galera, isReadOnly: false, isPointed: false, ownDomain: undefined } })).toMatchObject({
      act: { act: "set-read-only" },
    });
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
