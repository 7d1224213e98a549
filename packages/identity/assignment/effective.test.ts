import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../test/support/engines.ts";
import { listChildrenBelow, listEffectiveAssignments, projectsBelow } from "../store/effective/index.ts";
import { getProject } from "../store/projects.ts";
import { startTestService, type TestService } from "../testing/index.ts";
import type { AssignmentEntity } from "./index.ts";
import { type World, writePeople, writeWorld } from "./testing.ts";

/** What `testdata/record-effective.py` writes: questions to Keystone's assignment manager, and its answers. */
interface Recorded {
  readonly world: World;
  readonly answers: readonly { readonly question: Question; readonly entries: readonly string[] }[];
}

interface Question {
  readonly user_id?: string;
  readonly role_id?: string;
  readonly domain_id?: string;
  readonly project_id?: string;
  readonly include_subtree?: true;
  readonly inherited?: boolean;
}

const recordings = JSON.parse(readFileSync(new URL("./testdata/effective.json", import.meta.url), "utf8")) as Recorded[];

describe.each(engines())("effective role assignments on $name", (engine) => {
  let database: TestDatabase;
  let service: TestService;
  beforeAll(async () => {
    database = await engine.createDatabase();
    service = await startTestService({ location: database.location });
    await service.identity.database.transaction(writePeople);
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  test.each(recordings.map((recorded, number) => [number, recorded] as const))(
    "world %i: every question gets the entries that Keystone gave, with the same origins, each once",
    async (_number, { world, answers }) => {
      await service.identity.database.transaction((queries) => writeWorld(queries, world));
      for (const { question, entries } of answers) expect(await ask(question)).toEqual(entries);
    },
  );

  async function ask(question: Question): Promise<string[]> {
    const { query } = service.identity.database;
    const { user_id: userId, role_id: roleId, domain_id: domainId, project_id: projectId, inherited } = question;
    const project = projectId === undefined ? undefined : await getProject(query, projectId);
    const subtreeIds =
      projectId !== undefined && question.include_subtree
        ? projectsBelow(projectId, await listChildrenBelow(query, [projectId]))
        : undefined;
    const filter = { userId, roleId, domainId, project, subtreeIds, inherited };
    return (await listEffectiveAssignments(query, filter)).map(toText).sort();
  }
});

function toText({ userId, projectId, domainId, roleId, indirect }: AssignmentEntity): string {
  const origins = [indirect?.groupId, indirect?.projectId, indirect?.domainId, indirect?.roleId];
  return [userId, projectId, domainId, roleId, ...origins].map((part) => part ?? "-").join(" ");
}
