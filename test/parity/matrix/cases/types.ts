import type { ParityRequest } from "../../client/types.ts";
import type { Fixture, Parameters, Stage } from "../stage.ts";
import type { Household, Persona, Place } from "../types.ts";

/** What a case's request may be made from. */
export interface Asking {
  readonly stage: Stage;
  readonly persona: Persona;
  readonly place: Place;
  /** Of the place. */
  readonly household: Household;
  readonly parameters: Parameters;
}

/** One route, asked by every persona at some places. */
export interface Case {
  /** As in keystone-routes.txt: `GET /v3/users/{user_id}`. */
  readonly route: string;
  /** Default: only `global`. */
  readonly places?: readonly Place[];
  /** Gives the parameters; shared with other cases of the same fixture. */
  readonly uses?: Fixture;
  /** The same, but the thing is this case's own, and made anew after a success. */
  readonly consumes?: Fixture;
  /** The same, shared, and made anew after a success. */
  readonly disturbs?: Fixture;
  readonly body?: (asking: Asking) => unknown;
  readonly options?: (asking: Asking) => ParityRequest;
}

/** Where things are that belong to a domain. */
export const both: readonly Place[] = ["home", "away"];

/** The route and method of an item's verbs for one fixture: GET, PATCH with a body, and DELETE that uses the thing up. */
export function itemCases(path: string, fixture: Fixture, places: readonly Place[], patch: unknown, removable = fixture): Case[] {
  return [
    { route: `GET ${path}`, uses: fixture, places },
    { route: `PATCH ${path}`, uses: fixture, places, body: () => patch },
    { route: `DELETE ${path}`, consumes: removable, places },
  ];
}
