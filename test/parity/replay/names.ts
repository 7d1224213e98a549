/** What the recorded run called a thing, and what this one calls it. */
export interface Names {
  /** Learns from two bodies of one meaning: every `id`, `..._id`, secret and link in the one stands for that in the other. */
  learn(recorded: unknown, own: unknown): void;
  learnOne(recorded: string, own: string): void;
  /** Puts this run's names into anything: texts, lists, objects. */
  translate<Value>(value: Value): Value;
  own(recorded: string): string | undefined;
}

const NAMED = /(^|_)id$|^(access|secret|oauth_verifier|oauth_token|oauth_token_secret)$/;
const SHORTEST = 8;

export function createNames(): Names {
  const names = new Map<string, string>();
  const learnOne = (recorded: string, own: string): void => {
    if (recorded !== own) names.set(recorded, own);
  };
  const learn = (recorded: unknown, own: unknown): void => {
    if (Array.isArray(recorded) && Array.isArray(own)) learnList(recorded, own);
    else if (isObject(recorded) && isObject(own)) {
      for (const [key, value] of Object.entries(recorded)) {
        const other = own[key];
        if (typeof value === "string" && typeof other === "string")
          NAMED.test(key) && value.length >= SHORTEST && learnOne(value, other);
        else learn(value, other);
      }
    }
  };
  const learnList = (recorded: readonly unknown[], own: readonly unknown[]): void => {
    for (const [index, item] of recorded.entries()) {
      const name = isObject(item) ? item.name : undefined;
      // Lists have no order of their own: what has a name is found by it.
      learn(item, name === undefined ? own[index] : own.find((other) => isObject(other) && other.name === name));
    }
  };
  const translate = (value: unknown): unknown => {
    if (typeof value === "string") return translateText(names, value);
    if (Array.isArray(value)) return value.map(translate);
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [translate(key), translate(item)]));
    return value;
  };
  return {
    learn,
    learnOne,
    translate: <Value>(value: Value) => translate(value) as Value,
    own: (recorded) => names.get(recorded),
  };
}

function translateText(names: ReadonlyMap<string, string>, text: string): string {
  let translated = text;
  for (const [recorded, own] of names) translated = translated.replaceAll(recorded, own);
  return translated;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
