import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Manifest, readManifest, writeManifest } from "./index.ts";

const backup = (id: string, parentId: string | null) => ({ id, parentId, backupService: "posix", backupUrl: "e30=" });
const manifest: Manifest = {
  version: 1,
  pointId: "p1",
  plan: "hss",
  generation: 3,
  site: "east",
  takenAtMs: 1_700_000_000_000,
  isOfOneMoment: true,
  servers: [
    {
      ...{ id: "s1", name: "db-1", group: "db", flavor: "m1.large", keyName: null, availabilityZone: "nova" },
      ...{ securityGroups: ["default"], metadata: { "10": "ten", role: "db" }, tags: ["hss-db"] },
      networks: [{ network: "core", mac: "fa:16:3e:00:00:01", fixedIps: ["10.0.0.5"] }],
      volumes: [{ volumeId: "v1", device: "/dev/vda" }],
    },
  ],
  volumes: [{ id: "v1", name: "db-1-root", sizeGib: 1, volumeType: "rbd", chain: [backup("b1", null), backup("b2", "b1")] }],
};

describe("a manifest in the store", () => {
  test("is read as it was written", () => {
    expect(readManifest(writeManifest(manifest), "p1.json")).toEqual(manifest);
  });

  test("is refused when anything of it was cut off or changed, so that no VM is made of half a truth", () => {
    const text = writeManifest(manifest);
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.constantFrom("cut", "changed"), (at, how) => {
        const changed = text[at] === "x" ? "y" : "x";
        const damaged = how === "cut" ? text.slice(0, at) : text.slice(0, at) + changed + text.slice(at + 1);
        expect(() => readManifest(damaged, "p1.json")).toThrow("The manifest p1.json ");
      }),
      { numRuns: 2000 },
    );
  });

  test("of a later version is told as one, and not as damaged", () => {
    const later = { ...manifest, version: 2 } as unknown as Manifest;
    expect(() => readManifest(writeManifest(later), "p1.json")).toThrow("is of version 2, and this program reads 1");
  });

  test("without a volume that a server has, or with a chain that ends before its full backup, is not whole", () => {
    const withChain = (...chain: Manifest["volumes"][0]["chain"]) => {
      const [volume] = manifest.volumes;
      return writeManifest({ ...manifest, volumes: volume === undefined ? [] : [{ ...volume, chain }] });
    };
    expect(() => readManifest(writeManifest({ ...manifest, volumes: [] }), "p1")).toThrow("volume v1 of db-1 is not in it");
    for (const text of [withChain(), withChain(backup("b2", "b1")), withChain(backup("b1", null), backup("b3", "b2"))])
      expect(() => readManifest(text, "p1")).toThrow("the backups of volume db-1-root do not go back to a full one");
  });
});
