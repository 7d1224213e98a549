import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePlan, planExamples } from "../document/index.ts";
import type { Manifest, ManifestServer, ManifestVolume } from "../manifest/index.ts";
import { decideRestoration, type RestorationStep, type SiteStock } from "./index.ts";

const plan = parsePlan(planExamples.group, "plan.yaml");
const DRIVER = "cinder.backup.drivers.swift.SwiftBackupDriver";
const stock: SiteStock = {
  flavors: new Set(["vnf.large"]),
  networks: new Set(["core"]),
  keypairs: new Set(["ops"]),
  securityGroups: new Set(["default"]),
  availabilityZones: new Set(["nova"]),
  volumeTypes: new Set(["rbd"]),
  backupService: DRIVER,
  backups: new Set(),
};
const volumeOf = (id: string, length = 2): ManifestVolume => ({
  ...{ id, name: `name of ${id}`, sizeGib: 1, volumeType: "rbd" },
  chain: Array.from({ length }, (_, index) => ({
    ...{ id: `${id}-b${index}`, parentId: index === 0 ? null : `${id}-b${index - 1}` },
    ...{ backupService: DRIVER, backupUrl: "e30=" },
  })),
});
const serverOf = (id: string, group: string, volumes: readonly string[]): ManifestServer => ({
  ...{ id, name: `name of ${id}`, group, flavor: "m1.large", keyName: "ops", availabilityZone: "nova" },
  ...{ securityGroups: ["default"], metadata: {}, tags: [] },
  networks: [{ network: "core", mac: "fa:16:3e:00:00:01", fixedIps: ["10.0.0.5"] }],
  volumes: volumes.map((volumeId, index) => ({ volumeId, device: `/dev/vd${"abcdef"[index]}` })),
});
const manifestOf = (servers: readonly ManifestServer[], change: Partial<Manifest> = {}): Manifest => ({
  ...{ version: 1, pointId: "p1", plan: "hss", generation: 1, site: "east", takenAtMs: 1, isOfOneMoment: true, servers },
  volumes: servers.flatMap(({ volumes }) => volumes.map(({ volumeId }) => volumeOf(volumeId))),
  ...change,
});
const two = manifestOf([serverOf("app", "app", ["v3"]), serverOf("db", "db", ["v1", "v2"])]);
const show = (step: RestorationStep): string => {
  if (step.act === "import-record") return `import ${step.backupId}`;
  if (step.act === "restore-volume") return `restore ${step.volumeId} from ${step.backupId}`;
  if (step.act === "boot-server") return `boot ${step.serverId} from ${step.bootVolumeId}`;
  return step.act === "attach-volume" ? `attach ${step.volumeId} to ${step.serverId}` : `check ${step.serverId}`;
};

describe("a restoration", () => {
  test("imports records, restores all volumes together, and boots by stages: the next one only when the one before works", () => {
    expect(decideRestoration(plan, two, stock).stages.map((steps) => steps.map(show))).toEqual([
      ["import v3-b0", "import v3-b1", "import v1-b0", "import v1-b1", "import v2-b0", "import v2-b1"],
      ["restore v3 from v3-b1", "restore v1 from v1-b1", "restore v2 from v2-b1"],
      ["boot db from v1"],
      ["attach v2 to db"],
      ["check db"],
      ["boot app from v3"],
      ["check app"],
    ]);
  });

  test("uses the backup site's names, and keeps fixed IPs unless the plan says otherwise", () => {
    const boot = (of: typeof plan) =>
      decideRestoration(of, two, stock)
        .stages.flat()
        .find(({ act }) => act === "boot-server");
    expect(boot(plan)).toMatchObject({
      flavor: "vnf.large",
      keyName: "ops",
      networks: [{ network: "core", fixedIps: ["10.0.0.5"] }],
    });
    const anew = { ...plan, maps: { ...plan.maps, fixedIps: "new" as const } };
    expect(boot(anew)).toMatchObject({ networks: [{ network: "core", fixedIps: [] }] });
  });

  test("imports nothing that the site has already: Cinder refuses a second time", () => {
    const has = { ...stock, backups: new Set(["v1-b0", "v1-b1", "v2-b0", "v2-b1", "v3-b0"]) };
    expect(decideRestoration(plan, two, has).stages[0]?.map(show)).toEqual(["import v3-b1"]);
  });

  test("tells everything that stands in its way at once, with what to change", () => {
    const bare: SiteStock = {
      ...stock,
      flavors: new Set(["m1.large"]),
      networks: new Set(),
      volumeTypes: new Set(),
      backupService: "cinder.backup.drivers.posix.PosixBackupDriver",
    };
    expect(decideRestoration(plan, two, bare).obstacles).toEqual([
      {
        field: "spec.maps.networks",
        message: "west has no network core, which name of app needs: make it there, or map core to one that is there.",
      },
      {
        field: "spec.maps.flavors",
        message:
          "west has no flavor vnf.large (m1.large at east), which name of app needs: make it there, or map m1.large to one that is there.",
      },
      { field: "volume type", message: "west has no volume type rbd: make one there." },
      {
        field: "spec.store.driver",
        message: `The backups were made by ${DRIVER}, and cinder-backup of west runs cinder.backup.drivers.posix.PosixBackupDriver, which cannot read them: set backup_driver there.`,
      },
    ]);
    expect(decideRestoration(plan, two, stock).obstacles).toEqual([]);
  });

  const servers = fc
    .array(fc.record({ group: fc.constantFrom("db", "app", "gone"), volumes: fc.integer({ min: 1, max: 4 }) }), { maxLength: 6 })
    .map((all) =>
      all.map(({ group, volumes }, at) =>
        serverOf(
          `s${at}`,
          group,
          Array.from({ length: volumes }, (_, v) => `s${at}v${v}`),
        ),
      ),
    );

  test("whatever the VNF: nothing is done before what it needs, and everything is done once", () => {
    fc.assert(
      fc.property(servers, (all) => {
        const { stages } = decideRestoration(plan, manifestOf(all), stock);
        const at = new Map(stages.flatMap((steps, stage) => steps.map((step) => [show(step), stage] as const)));
        expect(at.size).toBe(stages.flat().length);
        const stageOf = (text: string): number => at.get(text) ?? Number.NaN;
        for (const { id, volumes } of all) {
          const [boot, ...data] = volumes.map(({ volumeId }) => volumeId);
          const booted = stageOf(`boot ${id} from ${boot}`);
          for (const volumeId of [boot, ...data]) {
            expect(stageOf(`restore ${volumeId} from ${volumeId}-b1`)).toBeLessThan(booted);
            for (const part of [0, 1])
              expect(stageOf(`import ${volumeId}-b${part}`)).toBeLessThan(stageOf(`restore ${volumeId} from ${volumeId}-b1`));
          }
          const attached = data.map((volumeId) => stageOf(`attach ${volumeId} to ${id}`));
          expect([booted, ...attached, stageOf(`check ${id}`)]).toEqual(
            [booted, ...attached, stageOf(`check ${id}`)].toSorted((a, b) => a - b),
          );
          expect(new Set(attached).size).toBe(attached.length);
        }
        const latest = (group: string) =>
          Math.max(-1, ...all.filter((one) => one.group === group).map(({ id }) => stageOf(`check ${id}`)));
        for (const { id, group, volumes } of all)
          if (group === "app") expect(stageOf(`boot ${id} from ${volumes[0]?.volumeId}`)).toBeGreaterThan(latest("db"));
      }),
      { numRuns: 500 },
    );
  });
});
