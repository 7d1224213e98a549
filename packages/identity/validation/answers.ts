import type { Clock } from "@multisite/kernel/clock";
import { LRUCache } from "lru-cache";
import type { KeySource } from "../tokens/index.ts";
import { escapeNonAscii } from "./ascii.ts";
import { headOfTokenBody, joinTokenBody, type RenderSettings, renderCatalog, renderToken } from "./render.ts";
import { understandsAccessRules, type ValidationVariant, type Validator, type ValidToken } from "./validate.ts";

/** A token that passed, with its finished answers. */
export interface Answer extends ValidToken {
  /** The `token` object without its catalog, read back from the text that is kept: few tokens are asked for it. */
  render(): Readonly<Record<string, unknown>>;
  /** The whole body, with or without the catalog: ASCII only, so that a length is a number of bytes. */
  body(withCatalog: boolean): string;
  /** The same body in two pieces: what is this token's own, and the catalog's bytes, which all tokens of its audience share. */
  pieces(withCatalog: boolean): BodyPieces;
}

export interface BodyPieces {
  readonly head: string;
  /** Undefined when the head is all of it. */
  readonly tail: Buffer | undefined;
}

/** Validation through the cache of finished answers (design D5). */
export interface AnswerSource {
  /** Passes the token or throws the KeystoneError that the answer is made of. */
  validate(token: string, variant: ValidationVariant): Promise<Answer>;
  /**
   * The cached answer when nothing has changed since it was made or last confirmed; asks no database, and undefined means
   * "take the long way".
   */
  peek(token: string, variant: ValidationVariant): Answer | undefined;
  /** How often an answer came from the cache, was confirmed by reading again, or had to be made. */
  readonly counts: { hits: number; confirmations: number; misses: number };
}

export interface AnswerDependencies {
  readonly validator: Validator;
  readonly keys: KeySource;
  readonly clock: Clock;
  readonly settings: RenderSettings;
  /** Tokens that are kept; 0 keeps none. */
  readonly maxEntries: number;
}

/** An answer and what it stands on. */
interface Entry {
  readonly variant: ValidationVariant;
  answer: Answer;
  /** Of data and denials, taken before the reads that the answer was made from or last confirmed by. */
  revision: number;
  readonly keyRevision: number;
  /** From here on the token, or the delegation behind it, has expired. */
  readonly expiresAtMs: number;
}

/**
 * Keeps finished answers. An entry stands while the revision of data and denials does; when the revision has moved, it is confirmed by the
 * same reads that made it, and only a difference makes a new answer, so that unrelated writes cost reads and not the cache.
 * A revision is always taken before the reads: an answer that was read while a change was committed carries the older
 * revision, and the next validation reads again.
 */
export function createAnswerSource(dependencies: AnswerDependencies): AnswerSource {
  const { validator, keys, clock, settings, maxEntries } = dependencies;
  const cache = maxEntries > 0 ? new LRUCache<string, Entry[]>({ max: maxEntries }) : undefined;
  const tails = new LRUCache<string, Buffer>({ max: MAX_TAILS });
  const counts = { hits: 0, confirmations: 0, misses: 0 };

  function find(token: string, variant: ValidationVariant): Entry | undefined {
    const entry = cache?.get(token)?.find((candidate) => isSameVariant(candidate.variant, variant));
    if (!entry || clock.nowMs() >= entry.expiresAtMs || keys.current().revision !== entry.keyRevision) return undefined;
    return entry;
  }

  function remember(token: string, entry: Entry): void {
    const others = (cache?.get(token) ?? []).filter((candidate) => !isSameVariant(candidate.variant, entry.variant));
    cache?.set(token, [...others, entry]);
  }

  async function make(token: string, variant: ValidationVariant): Promise<Answer> {
    counts.misses++;
    const keyRevision = keys.current().revision;
    const valid = await validator.validate(token, variant);
    const answer = toAnswer(valid, settings, tails);
    const { payload, delegationEndsAtMs } = valid.model;
    remember(token, {
      variant,
      answer,
      revision: valid.revision,
      keyRevision,
      expiresAtMs: Math.min(payload.expiresAtMs + variant.windowSeconds * 1000, delegationEndsAtMs),
    });
    return answer;
  }

  function peek(token: string, variant: ValidationVariant): Answer | undefined {
    const entry = find(token, variant);
    if (!entry || entry.revision !== validator.revision()) return undefined;
    counts.hits++;
    return entry.answer;
  }

  return {
    counts,
    peek,
    async validate(token, variant) {
      const known = peek(token, variant);
      if (known) return known;
      const entry = find(token, variant);
      if (!entry) return make(token, variant);
      const confirmation = await validator.confirm(entry.answer);
      if (confirmation === undefined) {
        cache?.delete(token);
        return make(token, variant);
      }
      counts.confirmations++;
      entry.revision = Math.max(entry.revision, confirmation);
      return entry.answer;
    },
  };
}

/** Versions that mean the same are the same: the header is the client's, and each variant of a token is kept. */
function isSameVariant(left: ValidationVariant, right: ValidationVariant): boolean {
  return (
    left.windowSeconds === right.windowSeconds &&
    (left.accessRulesVersion === right.accessRulesVersion ||
      understandsAccessRules(left.accessRulesVersion) === understandsAccessRules(right.accessRulesVersion))
  );
}

/** Catalogs that are kept as bytes, about 10 kB each. */
const MAX_TAILS = 500;

/** The catalog is shared by all answers for one audience, so that an entry costs about a kilobyte. */
function toAnswer(valid: ValidToken, settings: RenderSettings, tails: LRUCache<string, Buffer>): Answer {
  const token = escapeNonAscii(JSON.stringify(renderToken(valid.model, valid.snapshot, settings)));
  const catalogOf = (): string | undefined => renderCatalog(valid.model, valid.snapshot, settings);
  return {
    ...valid,
    render: () => JSON.parse(token) as Record<string, unknown>,
    body: (withCatalog) => joinTokenBody(token, withCatalog ? catalogOf() : undefined),
    pieces(withCatalog) {
      const catalog = withCatalog ? catalogOf() : undefined;
      if (catalog === undefined) return { head: joinTokenBody(token, undefined), tail: undefined };
      let tail = tails.get(catalog);
      if (!tail) {
        tail = Buffer.from(`${catalog}}}`, "latin1");
        tails.set(catalog, tail);
      }
      return { head: headOfTokenBody(token), tail };
    },
  };
}
