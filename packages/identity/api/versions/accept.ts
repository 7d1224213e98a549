/** One entry of an `Accept` header, taken apart at slashes and semicolons. */
interface MediaRange {
  readonly parts: readonly string[];
  readonly quality: number;
}

/** Weight at the end of an entry; what follows it is ignored. */
const WEIGHT = /[ \t]*;[ \t]*q=(\d*(?:\.\d+)?)[^,]*$/;

/**
 * The offer that an `Accept` header likes best: by weight, then by how closely it is named, then the first; undefined when
 * it accepts none of them (werkzeug/datastructures.py, MIMEAccept.best_match).
 */
export function bestMatch<Offer extends string>(accept: string, offers: readonly Offer[]): Offer | undefined {
  const ranges = parseAccept(accept);
  let best: { offer: Offer; range: MediaRange } | undefined;
  for (const offer of offers) {
    const range = ranges.find((candidate) => accepts(candidate, offer.split("/")));
    if (!range || range.quality <= 0) continue;
    if (!best || range.quality > best.range.quality) best = { offer, range };
    else if (range.quality === best.range.quality && compareSpecificity(range, best.range) > 0) best = { offer, range };
  }
  return best?.offer;
}

/** The most specific first, among equals the heaviest. */
function parseAccept(accept: string): MediaRange[] {
  const ranges = accept.split(",").flatMap((entry): MediaRange[] => {
    const text = entry.trim();
    if (text === "") return [];
    const weight = WEIGHT.exec(text)?.[1];
    const parts = text
      .replace(WEIGHT, "")
      .toLowerCase()
      .split(/\/|\s*;\s*/);
    return [{ parts, quality: weight ? Math.min(Number(weight), 1) : 1 }];
  });
  return ranges.sort((left, right) => compareSpecificity(right, left) || right.quality - left.quality);
}

function accepts({ parts: [type, subtype, ...parameters] }: MediaRange, offer: readonly string[]): boolean {
  if (subtype === undefined) return false;
  if (type === "*") return subtype === "*";
  return type === offer[0] && (subtype === "*" || (subtype === offer[1] && parameters.length === 0));
}

/** A name is more specific than `*`, and more parameters than fewer. */
function compareSpecificity(left: MediaRange, right: MediaRange): number {
  for (const [index, part] of left.parts.entries()) {
    const other = right.parts[index];
    if (other === undefined) return 1;
    if ((part === "*") !== (other === "*")) return part === "*" ? -1 : 1;
  }
  return left.parts.length - right.parts.length;
}
