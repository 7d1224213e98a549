import { type Keystone, startKeystone } from "../../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../../rig/mariadb.ts";
import { createHttpClient } from "../client/http.ts";
import { askCell, cellsOf, rowName } from "./ask.ts";
import { cases } from "./cases/index.ts";
import { type Mode, modeNames, modes } from "./modes.ts";
import { personaNames } from "./personas.ts";
import { installedKeystone, writeRecording } from "./recording.ts";
import { createStage } from "./stage.ts";
import { createWorld } from "./world.ts";

// npm run rig:record-matrix: asks a real Keystone the whole matrix, in about half an hour, and writes what it answered.

const mariadb = await startMariadb();
try {
  const recorded: Partial<Record<Mode, Readonly<Record<string, string>>>> = {};
  for (const mode of modeNames) recorded[mode] = await recordMode(mariadb, mode);
  const name = writeRecording({
    debian: await installedKeystone(),
    personas: personaNames,
    modes: recorded as Record<Mode, Readonly<Record<string, string>>>,
  });
  say(`wrote ${name}`);
} finally {
  await mariadb.stop();
}

async function recordMode(server: Mariadb, mode: Mode): Promise<Readonly<Record<string, string>>> {
  // Each persona keeps its roles, so nothing that the cache may hold too long is asked for.
  const settings = { token: { expiration: 86_400 }, oslo_policy: modes[mode] };
  const keystone = await startKeystone({ mariadb: server, cache: "memcached", settings });
  try {
    return await recordAll(keystone, mode);
  } finally {
    await keystone.stop();
  }
}

async function recordAll(keystone: Keystone, mode: Mode): Promise<Readonly<Record<string, string>>> {
  const client = createHttpClient(keystone.url);
  const world = await createWorld(client, { name: "admin", password: keystone.adminPassword });
  const stage = createStage(client, world);
  const rows: Record<string, string> = {};
  for (const cell of cellsOf(cases, personaNames)) {
    const name = rowName(cell);
    const status = await askCell(stage, cell);
    rows[name] = rows[name] === undefined ? String(status) : `${rows[name]} ${status}`;
    if (cell.persona === personaNames.at(-1)) say(`${mode} ${name}: ${rows[name]}`);
  }
  return rows;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
