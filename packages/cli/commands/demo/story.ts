import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import { createServer } from "@multisite/openstack/compute";
import { login, update } from "@multisite/openstack/identity";
import { ask, call } from "@multisite/openstack/session";
import { PROJECT, REGIONS, USER } from "./cast.ts";
import type { DemoRegion } from "./regions.ts";
import type { Seeded } from "./seed.ts";

/** One thing that happens. `run` rejects when it does not happen as `title` says. */
export interface Step {
  readonly title: string;
  /** Gives what the audience should notice besides the time. */
  readonly run: () => Promise<string>;
}

/** A step that has happened. */
export interface DoneStep {
  readonly title: string;
  readonly note: string;
  readonly durationMs: number;
}

export interface StoryStage {
  readonly transport: Transport;
  readonly endpoint: string;
  readonly seeded: Seeded;
  readonly password: Secret;
  readonly regions: readonly DemoRegion[];
}

/** One login, used in three regions, and ended in all three by one change. */
export function tellStory({ transport, endpoint, seeded, password, regions }: StoryStage): readonly Step[] {
  let token: Secret | undefined;
  const domain = { id: "default" };

  const logIn: Step = {
    title: `${USER} logs in once`,
    async run() {
      const scope = { project: { name: PROJECT, domain } };
      const done = await login({ transport, endpoint }, { kind: "password", user: { name: USER, domain }, password, scope });
      const inCatalog = REGIONS.filter((name) => regionHasCompute(done.body.catalog, name));
      if (inCatalog.length !== REGIONS.length) throw notAsTold(`the catalog has ${inCatalog.join(", ") || "no region"} only`);
      token = done.token;
      return `one token; its catalog lists ${inCatalog.join(", ")}`;
    },
  };
  const use = regions.map(
    ({ name, compute }, index): Step => ({
      title: `with that token, ${USER} creates a server in ${name}`,
      async run() {
        const access = { transport, endpoint: compute, ...(token === undefined ? {} : { token }) };
        const image = await firstImage(regions[index] as DemoRegion, { transport, token });
        const server = await createServer(access, { name: `web-${index + 1}`, imageRef: image, flavorRef: "2" });
        return `server ${server.id}`;
      },
    }),
  );
  const disable: Step = {
    title: `the administrator disables ${USER}`,
    async run() {
      const user = await update(seeded.admin, "users", seeded.userId, { enabled: false });
      if (user.enabled !== false) throw notAsTold(`${USER} is still enabled`);
      return "one change, in one place";
    },
  };
  const refuse = regions.map(
    ({ name, compute }): Step => ({
      title: `${name} refuses the token`,
      async run() {
        const access = { transport, endpoint: compute, ...(token === undefined ? {} : { token }) };
        const answer = await ask(access, { method: "GET", path: "/servers" });
        if (answer.status !== 401) throw notAsTold(`${name} answered ${answer.status} instead of 401`);
        return "401 Unauthorized";
      },
    }),
  );
  return [logIn, ...use, disable, ...refuse];
}

/** Runs a step and takes its time. */
export async function runStep(step: Step, clock: Clock): Promise<DoneStep> {
  const startedMs = clock.monotonicMs();
  const note = await step.run();
  return { title: step.title, note, durationMs: clock.monotonicMs() - startedMs };
}

function regionHasCompute(catalog: Awaited<ReturnType<typeof login>>["body"]["catalog"], region: string): boolean {
  const compute = catalog?.find(({ type }) => type === "compute");
  return compute?.endpoints.some((endpoint) => endpoint.region_id === region) ?? false;
}

async function firstImage(
  region: DemoRegion,
  { transport, token }: { transport: Transport; token: Secret | undefined },
): Promise<string> {
  const access = { transport, endpoint: region.image, ...(token === undefined ? {} : { token }) };
  const { images } = await call<{ images: readonly { id: string }[] }>(access, { method: "GET", path: "/v2/images" });
  const first = images[0];
  if (!first) throw notAsTold(`${region.name} has no image`);
  return first.id;
}

function notAsTold(what: string): MultisiteError {
  return new MultisiteError("cli.demo.not_as_told", `The demonstration did not go as told: ${what}.`);
}
