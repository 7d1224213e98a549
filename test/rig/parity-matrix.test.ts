import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { createHttpClient } from "../parity/client/http.ts";
import { askCell, type Cell, cellsOf, rowName } from "../parity/matrix/ask.ts";
import { cases } from "../parity/matrix/cases/index.ts";
import { modeNames, modes } from "../parity/matrix/modes.ts";
import { personaNames } from "../parity/matrix/personas.ts";
import { installedKeystone, readRecording } from "../parity/matrix/recording.ts";
import { createStage, type Stage } from "../parity/matrix/stage.ts";
import { createWorld } from "../parity/matrix/world.ts";
import { describeReal } from "../support/describe-real.ts";

const SHARE = 0.05;
const seed = Number(process.env.MULTISITE_SEED ?? randomInt(2 ** 31));

describeReal(`the recorded matrix, a twentieth of it asked anew (MULTISITE_SEED=${seed})`, ringTwo, () => {
  const recording = readRecording();
  let mariadb: Mariadb;
  beforeAll(async () => {
    mariadb = await startMariadb();
  });
  afterAll(async () => mariadb?.stop());

  test("is of the Debian version that is installed", async (context) => {
    const installed = await installedKeystone();
    if (installed !== recording.debian) {
      const notice = `Debian's Keystone is ${installed}, the matrix is of ${recording.debian}: npm run rig:record-matrix`;
      process.stderr.write(`\n*** ${notice} ***\n\n`);
      context.skip(notice);
    }
    expect(installed).toBe(recording.debian);
  });

  describe.each(modeNames)("policy mode %s", (mode) => {
    let keystone: Keystone;
    let stage: Stage;
    beforeAll(async () => {
      keystone = await startKeystone({ mariadb, cache: "memcached", settings: { oslo_policy: modes[mode] } });
      const client = createHttpClient(keystone.url);
      stage = createStage(client, await createWorld(client, { name: "admin", password: keystone.adminPassword }));
    });
    afterAll(async () => keystone?.stop());

    test("a real Keystone still answers as recorded", async () => {
      const cells = sample(cellsOf(cases, personaNames));
      const found: Record<string, string> = {};
      for (const cell of cells) {
        const recorded = recording.modes[mode][rowName(cell)]?.split(" ")[personaNames.indexOf(cell.persona)];
        const status = String(await askCell(stage, cell));
        if (status !== recorded) found[`${rowName(cell)}, ${cell.persona}`] = `${recorded} recorded, ${status} now`;
      }
      expect(cells.length).toBeGreaterThan(200);
      expect(found, `MULTISITE_SEED=${seed}`).toEqual({});
    });
  });
});

/** Draws without putting back. */
function sample(cells: readonly Cell[]): readonly Cell[] {
  const random = createSeededRandom(seed);
  const left = [...cells];
  const size = Math.ceil(cells.length * SHARE);
  return Array.from({ length: size }, () => left.splice(random.bytes(4).readUInt32BE() % left.length, 1)).flat();
}
