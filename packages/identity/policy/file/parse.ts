import { messageOf } from "@multisite/kernel/errors";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { invalidPolicyFile } from "../errors.ts";
import { parseRule, type RuleValue } from "../language/parse.ts";

/** One rule of a policy file. `place` is `<file>:<line>`, for messages. */
export interface FileRule {
  readonly name: string;
  readonly value: RuleValue;
  readonly place: string;
}

interface RawEntry {
  readonly name: string;
  readonly value: unknown;
  readonly place: string;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isRuleValue = (value: unknown): value is RuleValue =>
  isText(value) ||
  (Array.isArray(value) && value.every((inner) => isText(inner) || (Array.isArray(inner) && inner.every(isText))));

/** JSON that is no YAML: indented with tabs, for example. */
function jsonEntries(text: string, path: string): RawEntry[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
    return Object.entries(parsed).map(([name, value]) => ({ name, value, place: path }));
  } catch {
    return undefined;
  }
}

function rawEntries(text: string, path: string): RawEntry[] {
  const lineCounter = new LineCounter();
  // PyYAML, which oslo.policy reads with, is of YAML 1.1 and lets the last of equal keys win.
  const document = parseDocument(text, { version: "1.1", uniqueKeys: false, lineCounter, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const json = jsonEntries(text, path);
    if (json !== undefined) return json;
    throw invalidPolicyFile(`${path}:${lineCounter.linePos(problem.pos[0]).line}`, problem.message);
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return [];
  if (!isMap(document.contents))
    throw invalidPolicyFile(`${path}:1`, `a policy file maps rule names to check strings: "name": "check"`);
  return document.contents.items.map(({ key, value }) => {
    const start = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
    // PyYAML reads a bare `!` as nothing, and nothing would let everyone pass.
    const bareTag = isScalar(value) && value.value === "" && value.type === "PLAIN";
    const plain: unknown = bareTag ? null : isNodeLike(value) ? value.toJS(document) : value;
    return { name: String(isScalar(key) ? key.value : key), value: plain, place: `${path}:${lineCounter.linePos(start).line}` };
  });
}

const isNodeLike = (value: unknown): value is { toJS(document: unknown): unknown } =>
  typeof value === "object" && value !== null && "toJS" in value;

/**
 * The rules of an oslo.policy file in YAML or JSON. Stricter than oslo.policy in one thing: a value that is neither text nor
 * a list is refused, where oslo.policy takes an empty value, `false` or `0` for "everyone may"
 * (oslo_policy/policy.py, parse_file_contents).
 *
 * @throws MultisiteError `identity.policy.file.invalid` with the file and line.
 */
export function parsePolicyFile(text: string, path: string): readonly FileRule[] {
  return rawEntries(text, path).map(({ name, value, place }) => {
    if (!isRuleValue(value)) {
      const advice = 'Write a check string in quotes; "" allows everyone, "!" allows nobody.';
      throw invalidPolicyFile(place, `the rule "${name}" has no check that could be read. ${advice}`);
    }
    try {
      parseRule(value);
    } catch (error) {
      throw invalidPolicyFile(place, `the rule "${name}": ${messageOf(error)}`, error);
    }
    return { name, value, place };
  });
}
