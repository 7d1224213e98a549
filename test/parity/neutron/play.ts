import type { ParityClient } from "../client/types.ts";
import { createNames, type Names } from "./names.ts";
import { normalise, valuesAsked } from "./normalise.ts";
import type { NeutronRequest, NormalAnswer, World } from "./types.ts";

/** The answers to all requests, in their order, by the requests' names. */
export async function play(
  client: ParityClient,
  world: World,
  requests: Readonly<Record<string, NeutronRequest>>,
): Promise<Readonly<Record<string, NormalAnswer>>> {
  const names = createNames({ ...world.names, url: client.baseUrl });
  const asked = valuesAsked(requests);
  const answers: Record<string, NormalAnswer> = {};
  for (const [title, request] of Object.entries(requests))
    answers[title] = await playOne(client, world, { request, names, asked });
  return answers;
}

async function playOne(
  client: ParityClient,
  { tokens }: World,
  { request, names, asked }: { readonly request: NeutronRequest; readonly names: Names; readonly asked: ReadonlySet<unknown> },
): Promise<NormalAnswer> {
  const { as, method, path, body, headers, keep = {}, isOrdered = false } = request;
  const answer = await client.request(method, names.resolve(path), {
    token: tokens[as],
    ...(body === undefined ? {} : { body: names.resolve(typeof body === "string" ? body : JSON.stringify(body)) }),
    ...(headers === undefined ? {} : { headers }),
  });
  for (const [name, place] of Object.entries(keep)) {
    const value = place
      .split(".")
      .reduce((inner: unknown, key) => (inner as Record<string, unknown> | undefined)?.[key], answer.body);
    // What was not made is told by the comparison; requests that name it ask for what nobody has.
    names.give(name, typeof value === "string" ? value : `no-${name}`);
  }
  return normalise(answer, { names, asked, isOrdered });
}
