import { MultisiteError } from "@multisite/kernel/errors";
import type { PeerIdentity } from "@multisite/kernel/peers";
import { findNode } from "../../topology/queries.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { NodeReport } from "../types.ts";
import { readFields, readReport } from "./read.ts";

/** Subjects of the embedded engine between nodes. */
const SUBJECTS = {
  hello: "replication.hello",
  pull: "replication.pull",
  push: "replication.push",
  promise: "replication.promise",
  checksums: "replication.checksums",
  snapshot: "replication.snapshot",
  page: "replication.page",
} as const;

type Subject = keyof typeof SUBJECTS;
type Fields = Readonly<Record<string, unknown>>;

/** Answers a subject; question and answer carry what each node says of itself. */
export function answer(
  node: EmbeddedNode,
  subject: Subject,
  handle: (fields: Fields, from: PeerIdentity) => Promise<Fields> | Fields,
) {
  node.options.links.answer(SUBJECTS[subject], async (body, from) => {
    if (findNode(node.options.star(), from.node) === undefined) {
      throw new MultisiteError("identity.star.stranger", `The node ${from.node} is not in the document of the star.`);
    }
    const fields = readFields(body);
    node.hear(readReport(fields.report, from.node));
    const result = await handle(fields, from);
    return { ...result, report: node.report() };
  });
}

/** Asks another node, and learns what it says of itself. */
export async function ask(
  node: EmbeddedNode,
  to: string,
  subject: Subject,
  fields: Fields,
  timeoutMs = node.settings.answerMs,
): Promise<{ readonly fields: Fields; readonly report: NodeReport }> {
  const body = await node.options.links.ask(to, SUBJECTS[subject], { ...fields, report: node.report() }, { timeoutMs });
  await node.step(`heard ${subject}`);
  const answered = readFields(body);
  const report = readReport(answered.report, to);
  node.hear(report);
  return { fields: answered, report };
}
