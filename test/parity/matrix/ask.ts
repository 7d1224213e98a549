import type { Case } from "./cases/index.ts";
import type { Stage } from "./stage.ts";
import type { Persona } from "./types.ts";
import { householdAt, type Place } from "./types.ts";

/** One question: this route, there, by that persona. */
export interface Cell {
  readonly asked: Case;
  readonly place: Place;
  readonly persona: Persona["name"];
}

/** `GET /v3/users/{user_id} home`: the name of a row of the matrix. */
export const rowName = ({ asked, place }: Pick<Cell, "asked" | "place">): string => `${asked.route} ${place}`;

/** Every cell of some cases, row by row. */
export function cellsOf(cases: readonly Case[], personas: readonly Persona["name"][]): Cell[] {
  return cases.flatMap((asked) =>
    (asked.places ?? (["global"] as const)).flatMap((place) => personas.map((persona) => ({ asked, place, persona }))),
  );
}

/** Asks one cell, and gives the status of the answer; 0 when there was none. */
export async function askCell(stage: Stage, { asked, place, persona: name }: Cell): Promise<number> {
  const persona = stage.world.personas.find((one) => one.name === name);
  if (!persona) throw new Error(`no persona is called ${name}`);
  const fixture = asked.consumes ?? asked.disturbs ?? asked.uses;
  const key = asked.consumes ? asked : fixture;
  const parameters = fixture ? await stage.get(fixture, place, key) : {};
  const asking = { stage, persona, place, parameters, household: householdAt(stage.world, place) };
  const [method = "", template = ""] = asked.route.split(" ");
  const path = template.replaceAll(/\{([\w:]+)\}/g, (_, parameter) => {
    const value = parameters[parameter];
    if (value === undefined) throw new Error(`${asked.route} has no ${parameter}`);
    return encodeURIComponent(value);
  });
  const body = asked.body?.(asking);
  const { status } = await stage.client.request(method, path, { token: persona.token, body, ...asked.options?.(asking) });
  if (status >= 200 && status < 300 && key !== undefined && !asked.uses) stage.drop(place, key);
  return status;
}
