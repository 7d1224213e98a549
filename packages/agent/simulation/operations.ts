import { ask, passwordLogin } from "./client.ts";
import type { SimulatedNode } from "./node.ts";
import type { SimulatedStar } from "./star.ts";
import { ADMIN_PASSWORD } from "./template.ts";
import type { KnownToken, Witness } from "./witness.ts";

/** A clock reads whole milliseconds and a token whole seconds: nothing is asked of a token so near its end. */
const END_MARGIN_MS = 3000;
const LIFE_MS = 20_000;

/** What clients do. Each goes on while others do, and tells the witness what came of it. */
export function createOperations(star: SimulatedStar, witness: Witness) {
  const { clock, chance } = star;
  let made = 0;

  async function logIn(node: SimulatedNode, user = "admin"): Promise<KnownToken | undefined> {
    const issuedAtMs = clock.nowMs();
    const seen = await ask(node, "POST", "/v3/auth/tokens", { body: passwordLogin(user, ADMIN_PASSWORD, "admin") });
    witness.count(`login ${seen?.status ?? "lost"}`);
    if (seen?.status !== 201) {
      if (seen !== undefined && seen.status !== 503) {
        witness.report(`${node.name} refuses a login with ${seen.status}: ${JSON.stringify(seen.body)}`);
      }
      return undefined;
    }
    const { expires_at: expiresAt, audit_ids: auditIds } = seen.body.token as { expires_at: string; audit_ids: string[] };
    const token: KnownToken = {
      text: seen.headers["x-subject-token"] as string,
      auditId: auditIds[0] as string,
      user,
      by: node.name,
      issuedAtMs,
      expiresAtMs: Date.parse(expiresAt),
    };
    witness.tokens.push(token);
    return token;
  }

  function isValidAt(token: KnownToken, node: SimulatedNode): boolean {
    const nodeNowMs = clock.nowMs() + star.clockOffset(node.name);
    return nodeNowMs < token.expiresAtMs - END_MARGIN_MS && clock.nowMs() < token.issuedAtMs + LIFE_MS - END_MARGIN_MS;
  }

  /** Whether the node has heard that the token was revoked. */
  function hasHeard(node: SimulatedNode, { auditId }: KnownToken): boolean {
    return node.agent.ports.store.list("identity.token.revoked", auditId).length > 0;
  }

  async function validate(node: SimulatedNode, token: KnownToken): Promise<void> {
    if (node.fence() !== undefined) return;
    const wasRevoked = token.revoked !== undefined;
    const mustRefuse = wasRevoked && hasHeard(node, token);
    const seen = await ask(node, "GET", "/v3/auth/tokens", { token: token.text, subjectToken: token.text });
    witness.count(`validation ${seen?.status ?? "lost"}`);
    if (seen === undefined || seen.status === 503) return;
    if (seen.status === 200) {
      if (mustRefuse) witness.report(`${node.name} accepts a token of ${token.by} though it has heard that it was revoked`);
      return;
    }
    if (token.revoked === undefined && isValidAt(token, node)) {
      witness.report(
        `${node.name} refuses with ${seen.status} a token that ${token.by} gave out ${clock.nowMs() - token.issuedAtMs} ms ago`,
      );
    }
  }

  async function revoke(node: SimulatedNode, token: KnownToken): Promise<void> {
    if (token.revoked !== undefined || node.fence() !== undefined || !isValidAt(token, node)) return;
    const revoked = { by: node.name, atMs: clock.nowMs(), isAcknowledged: false };
    token.revoked = revoked;
    const seen = await ask(node, "DELETE", "/v3/auth/tokens", { token: token.text, subjectToken: token.text });
    witness.count(`revocation ${seen?.status ?? "lost"}`);
    if (seen?.status === 204) revoked.isAcknowledged = true;
  }

  async function createProject(node: SimulatedNode): Promise<void> {
    const token = freshToken(node) ?? (await logIn(node));
    if (token === undefined) return;
    const name = `p${++made}`;
    const seen = await ask(node, "POST", "/v3/projects", { token: token.text, body: { project: { name } } });
    witness.count(`write ${seen?.status ?? "lost"}`);
    if (seen?.status !== 201) return;
    const { id } = seen.body.project as { id: string };
    witness.writes.push({ id, at: node.name, atMs: clock.nowMs() });
    star.note(`${node.name} acknowledges ${name} ${id}`);
    await Promise.all(
      [...star.nodes.values()].filter(({ site }) => site === node.site).map((sibling) => readBack(sibling, token, id, node.name)),
    );
  }

  /** Who has got an answer to a write sees what it wrote at every serving node of its site. */
  async function readBack(node: SimulatedNode, token: KnownToken, id: string, writtenAt: string): Promise<void> {
    if (node.fence() !== undefined || token.revoked !== undefined) return;
    const seen = await ask(node, "GET", `/v3/projects/${id}`, { token: token.text });
    witness.count(`read back ${seen?.status ?? "lost"}`);
    if (seen?.status === 404) witness.report(`${node.name} does not show ${id}, which ${writtenAt} has acknowledged`);
  }

  function freshToken(node: SimulatedNode): KnownToken | undefined {
    return witness.tokens.findLast((token) => token.revoked === undefined && isValidAt(token, node));
  }

  function tokens(): readonly KnownToken[] {
    return witness.tokens.slice(-30).filter((token) => clock.nowMs() < token.issuedAtMs + LIFE_MS);
  }

  return {
    logIn,
    validate,
    revoke,
    createProject,
    /** One thing that some client does at some node. */
    async any(): Promise<void> {
      const running = [...star.nodes.values()];
      if (running.length === 0) return;
      const node = chance.choose(running);
      const token = tokens().length === 0 ? undefined : chance.choose(tokens());
      const dice = chance.pick(100);
      if (dice < 20 || token === undefined) await logIn(node);
      else if (dice < 70) await validate(node, token);
      else if (dice < 75) await revoke(node, token);
      else await createProject(node);
    },
  };
}
