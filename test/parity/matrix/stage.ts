import type { ParityClient, ParityRequest } from "../client/types.ts";
import type { Place, World } from "./types.ts";

/** Values for the path of a route, and whatever else its body or headers need. */
export type Parameters = Readonly<Record<string, string>>;

/** Makes what a route acts on. Its result is kept until somebody drops it. */
export type Fixture = (stage: Stage, place: Place) => Promise<Parameters>;

/** What the cells of a matrix are asked on: a service, a world in it, and the things made so far. */
export interface Stage {
  readonly client: ParityClient;
  readonly world: World;
  /** A name that nobody had before. */
  unique(prefix: string): string;
  /** Sends a request that has to succeed, as the administrator unless `options.token` says otherwise, and gives its body. */
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into bodies of every shape.
  make(method: string, path: string, body?: unknown, options?: ParityRequest): Promise<any>;
  /** What the fixture made at that place, made now if need be. `key` separates things that one fixture made for several. */
  get(fixture: Fixture, place: Place, key?: object): Promise<Parameters>;
  /** Forgets it, since it was used up. */
  drop(place: Place, key: object): void;
}

export function createStage(client: ParityClient, world: World): Stage {
  const kept = new Map<object, Map<Place, Promise<Parameters>>>();
  let count = 0;
  const stage: Stage = {
    client,
    world,
    unique: (prefix) => `${prefix}-${++count}`,
    async make(method, path, body, options = {}) {
      const answer = await client.request(method, path, { token: world.admin.token, body, ...options });
      if (answer.status < 200 || answer.status > 299) {
        throw new Error(`${method} ${path} answered ${answer.status}, not 2xx: ${answer.text}`);
      }
      return answer.body ?? answer.text;
    },
    get(fixture, place, key = fixture) {
      const places = kept.get(key) ?? new Map<Place, Promise<Parameters>>();
      kept.set(key, places);
      const found = places.get(place) ?? fixture(stage, place);
      places.set(place, found);
      return found;
    },
    drop: (place, key) => void kept.get(key)?.delete(place),
  };
  return stage;
}
