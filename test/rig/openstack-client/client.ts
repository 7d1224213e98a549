import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { type OpenstackCredentials, openstackEnvironment, startOpenstackSession } from "../../../rig/openstack-client/index.ts";

/** Where a script runs, and as whom it starts. */
export interface ScriptPlace {
  /** Without `/v3`. */
  readonly url: string;
  readonly adminPassword: string;
}

/** A row of a list or a shown object, with the client's own column names. */
export type Answer = Readonly<Record<string, unknown>>;

/** The real `openstack` client of one person. Words of a line are parted by spaces; what holds spaces comes in `more`. */
export interface Client {
  /** Runs a command that must succeed, and gives what it prints, on either output. */
  ok(line: string, ...more: readonly string[]): Promise<string>;
  show(line: string, ...more: readonly string[]): Promise<Answer>;
  list(line: string, ...more: readonly string[]): Promise<readonly Answer[]>;
  /** Runs a command that must end with code 1 and these words. */
  fails(line: string, words: string | RegExp): Promise<void>;
}

/** All sessions of one run of the script. */
export interface Clients {
  readonly place: ScriptPlace;
  readonly admin: Client;
  /** Starts the client as somebody else, or with another scope. */
  as(credentials: Omit<OpenstackCredentials, "authUrl">): Client;
  /** Starts the client with these variables and no login of its own, such as for an application credential. */
  withEnvironment(variables: Readonly<Record<string, string>>): Client;
  commandCount(): number;
  close(): Promise<void>;
}

export function startClients(place: ScriptPlace): Clients {
  const authUrl = `${place.url}/v3`;
  const closing: (() => Promise<void>)[] = [];
  let commandCount = 0;
  const start = (environment: Readonly<Record<string, string>>): Client => {
    const session = startOpenstackSession(environment);
    closing.push(() => session.close());
    const run = async (
      line: string,
      more: readonly string[],
      expectedCode: number,
    ): Promise<{ stdout: string; stderr: string }> => {
      commandCount++;
      const result = await session.run([...line.split(" "), ...more]);
      expect(result.code, `openstack ${line} ${more.join(" ")}\n${result.stdout}${result.stderr}`).toBe(expectedCode);
      return result;
    };
    const parsed = async (line: string, more: readonly string[]): Promise<unknown> =>
      JSON.parse((await run(line, [...more, "-f", "json"], 0)).stdout);
    return {
      async ok(line, ...more) {
        const { stdout, stderr } = await run(line, more, 0);
        return `${stdout}${stderr}`;
      },
      show: async (line, ...more) => (await parsed(line, more)) as Answer,
      list: async (line, ...more) => (await parsed(line, more)) as readonly Answer[],
      async fails(line, words) {
        const { stderr } = await run(line, [], 1);
        expect(stderr, `openstack ${line}`).toMatch(words);
      },
    };
  };
  const as: Clients["as"] = (credentials) => start(openstackEnvironment({ authUrl, ...credentials }));
  return {
    place,
    admin: as({ username: "admin", password: place.adminPassword, project: "admin" }),
    as,
    withEnvironment: (variables) => start({ OS_AUTH_URL: authUrl, OS_IDENTITY_API_VERSION: "3", ...variables }),
    commandCount: () => commandCount,
    async close() {
      await Promise.all(closing.map((close) => close()));
    },
  };
}

/**
 * Waits for the next second of the clock: a token counts as made at the start of its second, so one made in the same second
 * as a revocation is revoked with those before it (as on Keystone; Tempest waits, too).
 */
export function nextSecond(): Promise<void> {
  return delay(1010 - (Date.now() % 1000));
}

/** One column of a list, sorted. */
export function column(rows: readonly Answer[], name: string): readonly unknown[] {
  return rows.map((row) => row[name]).sort();
}

/** An ID that the client showed. */
export function idOf(answer: Answer): string {
  const id = answer.id ?? answer.ID;
  expect(id).toMatch(/^\S+$/);
  return String(id);
}
