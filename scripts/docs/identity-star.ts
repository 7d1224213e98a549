import { checks, starExamples, starFields } from "../../packages/identity/star/topology/index.ts";
import { markdownTable, pageHead } from "./markdown.ts";

const INTRO = `The document of a star says which sites there are, which nodes stand there, who follows whom, and how keys rotate.
In this version it can be written and checked; no command starts a star from it yet, and what is said of nodes below is how they
will use it. The document is the same in every site; each node keeps it (\`star.yaml\` in the agent's state directory, former generations beside it as
\`star.<generation>.yaml\`), as it cannot live in the database that it creates.

- \`multisite star example\` prints a document to begin with, \`multisite star check FILE\` says what is wrong with one,
  \`multisite star schema --output json\` prints its JSON Schema for editors, \`multisite keys plan --star FILE\` what its keys come to.
- A field that nobody knows, a wrong value, and a star that cannot work are errors with a line number; nothing is changed then.
  Anchors and aliases of YAML are not understood. Warnings are risks that you may take.
- Every change adds 1 to \`spec.generation\`. A node refuses an older generation, a document of another star, and a document of the
  same generation that says something else. The highest generation that all members have acknowledged is in force.
- The last line of a node's \`star.yaml\` is a hash. A file that is torn, or was edited by hand, is not used: the node works with the
  newest whole generation, and raises an alarm. Changes are made in a copy, which is then applied.`;

const KEYS = `With life L, window W, period P, S staged keys, clock error e, and a slowest site that has new keys D after a rotation:

- nobody signs with a key that another site has not: D + 2e <= S x P; so a site may be cut off for S x P - 2e;
- no key goes while a token needs it: M = S + 1 + ceil((L + W + D + 2e) / P) keys are there. A stock Keystone must keep as many
  (\`max_active_keys\`); in a star, keys leave when no token needs them, L + W + 2e (or \`retentionSeconds\` + 2e, if that is longer)
  after the last site has renounced them.

\`multisite keys plan --star FILE --change-to NEW\` says whether a change is safe at once. A longer life or window is not: first
\`retentionSeconds\` grows everywhere, then comes a wait, then the change. A shorter life leaves \`retentionSeconds\` as long as the
tokens live that were issued before.`;

/** `docs/reference/identity-star.md`. */
export function identityStarPage(): string {
  return [
    pageHead("The document of a star", INTRO),
    `## An example\n\n\`\`\`yaml\n${starExamples.star}\`\`\`\n`,
    `## Fields\n\n${fieldsTable()}\n`,
    `## Keys\n\n${KEYS}\n`,
    checksSection("error", "Errors", "A document that breaks one of these is refused."),
    checksSection("warning", "Warnings", "A document that breaks one of these is taken."),
    `## Errors of the form\n\n${markdownTable(["Code", "Meaning"], FORM_ERRORS)}\n`,
  ].join("\n");
}

const FORM_ERRORS = [
  ["`star.document.yaml`", "The text is not YAML, or holds a field twice."],
  ["`star.document.unknown_field`", "There is no such field."],
  ["`star.document.missing_field`", "A field that must be there is not."],
  ["`star.document.value`", "A value is of a wrong type, or not one that is allowed."],
];

function fieldsTable(): string {
  const rows = starFields().map(({ field, type, isRequired, default: value, description }) => [
    `\`${field}\``,
    type,
    isRequired ? "required" : defaultText(value),
    description,
  ]);
  return markdownTable(["Field", "Type", "Default", "Meaning"], rows);
}

function defaultText(value: unknown): string {
  const isLeaf = typeof value !== "object" || Array.isArray(value);
  return value !== undefined && isLeaf ? `\`${JSON.stringify(value)}\`` : "";
}

function checksSection(wanted: "error" | "warning", title: string, intro: string): string {
  const rows = checks.filter(({ severity }) => severity === wanted).map(({ code, rule }) => [`\`${code}\``, rule]);
  return `## ${title}\n\n${intro}\n\n${markdownTable(["Code", "Rule"], rows)}\n`;
}
