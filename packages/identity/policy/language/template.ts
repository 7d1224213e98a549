import { evaluationFailed } from "../errors.ts";
import { valueRepr, valueText } from "./python-text.ts";

/** The flat attributes of what is acted upon: `{"target.user.id": "…", "user_id": "…"}`. An undefined value counts as absent. */
export type Target = Readonly<Record<string, unknown>>;

/** Fills a template; undefined when the target lacks a key. */
export type CompiledTemplate = (target: Target) => string | undefined;

type Segment =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "key"; readonly key: string; readonly render: (value: unknown) => string }
  | { readonly type: "whole" }
  | { readonly type: "failure"; readonly problem: string };

const RENDERERS: Readonly<Record<string, (value: unknown) => string>> = {
  s: valueText,
  r: valueRepr,
};

/** The end of the parenthesized key that starts at `start`, counting inner parentheses as Python does. */
function keyEnd(template: string, start: number): number {
  let depth = 1;
  for (let index = start; index < template.length; index++) {
    if (template[index] === "(") depth++;
    if (template[index] === ")" && --depth === 0) return index;
  }
  return -1;
}

function keyedSegments(template: string, start: number): { segments: Segment[]; next: number } {
  const end = keyEnd(template, start);
  if (end < 0) {
    return { segments: [{ type: "failure", problem: `incomplete format key in "${template}"` }], next: template.length };
  }
  const key = template.slice(start, end);
  const conversion = template[end + 1];
  const render = conversion === undefined ? undefined : RENDERERS[conversion];
  if (render !== undefined) return { segments: [{ type: "key", key, render }], next: end + 2 };
  // Python looks the key up before it complains about the conversion, so a missing key still means "no match".
  const failure: Segment = { type: "failure", problem: `unsupported format after %(${key}) in "${template}"` };
  return { segments: [{ type: "key", key, render: () => "" }, failure], next: template.length };
}

function parseTemplate(template: string): Segment[] {
  const segments: Segment[] = [];
  let position = 0;
  let wholeAvailable = true;
  while (position < template.length) {
    const percent = template.indexOf("%", position);
    if (percent < 0) {
      segments.push({ type: "text", text: template.slice(position) });
      break;
    }
    if (percent > position) segments.push({ type: "text", text: template.slice(position, percent) });
    const next = template[percent + 1];
    if (next === "(") {
      const keyed = keyedSegments(template, percent + 2);
      segments.push(...keyed.segments);
      position = keyed.next;
      wholeAvailable = false;
    } else if (next === "%") {
      segments.push({ type: "text", text: "%" });
      position = percent + 2;
    } else if ((next === "s" || next === "r") && wholeAvailable) {
      segments.push({ type: "whole" });
      wholeAvailable = false;
      position = percent + 2;
    } else {
      segments.push({ type: "failure", problem: `unsupported or incomplete format in "${template}"` });
      break;
    }
  }
  return segments;
}

/** Why filling the template may fail at evaluation; undefined for a sound one. */
export function templateProblem(template: string): string | undefined {
  return parseTemplate(template).find((segment) => segment.type === "failure")?.problem;
}

/**
 * Python's `template % target` for the conversions `%(key)s`, `%(key)r` and `%%`. Every other conversion fails at
 * evaluation, as a malformed one does in oslo.policy (oslo_policy/_checks.py, GenericCheck and RoleCheck).
 */
export function compileTemplate(template: string): CompiledTemplate {
  const segments = parseTemplate(template);
  const [only] = segments;
  if (segments.length === 0) return () => "";
  if (segments.length === 1 && only?.type === "text") return () => only.text;
  if (segments.length === 1 && only?.type === "key") {
    return (target) => {
      const value = target[only.key];
      return value === undefined || !Object.hasOwn(target, only.key) ? undefined : only.render(value);
    };
  }
  return (target) => fill(segments, target);
}

function fill(segments: readonly Segment[], target: Target): string | undefined {
  let text = "";
  for (const segment of segments) {
    if (segment.type === "text") text += segment.text;
    else if (segment.type === "whole") text += valueText(target);
    else if (segment.type === "failure") throw evaluationFailed(segment.problem);
    else {
      const value = target[segment.key];
      if (value === undefined || !Object.hasOwn(target, segment.key)) return undefined;
      text += segment.render(value);
    }
  }
  return text;
}
