import { ask, passwordLogin, type Seen } from "./client.ts";
import type { Connections } from "./connections.ts";
import type { SimulatedNode } from "./node.ts";
import type { SimulatedStar } from "./star.ts";
import { PASSWORD, USERS } from "./template.ts";
import type { AcknowledgedWrite, KnownDenial, KnownToken, Witness } from "./witness.ts";

/** A clock reads whole milliseconds and a token whole seconds: nothing is asked of a token so near its end. */
const END_MARGIN_MS = 3000;
/** So many users are left alone, so that there is always somebody to log in. */
const SPARED_USERS = 4;

/** What clients do. Each goes on while others do, and tells the witness what came of it. */
export function createOperations(star: SimulatedStar, witness: Witness, connections: Connections) {
  const { clock, chance } = star;
  const lifeMs = star.star.keys.tokenExpirationSeconds * 1000;
  const disabled = new Set<string>();
  let made = 0;

  async function logIn(node: SimulatedNode, user: string): Promise<KnownToken | undefined> {
    const issuedAtMs = clock.nowMs();
    const wasServing = node.fence() === undefined;
    const seen = await ask(node, "POST", "/v3/auth/tokens", { body: passwordLogin(user, PASSWORD, "admin") });
    witness.count(`login ${seen?.status ?? "lost"}`);
    if (seen?.status !== 201) {
      if (wasServing && !disabled.has(user) && seen !== undefined && seen.status !== 503) {
        witness.report(`${node.name} refuses a login of ${user} with ${seen.status}: ${JSON.stringify(seen.body)}`);
      }
      return undefined;
    }
    const body = seen.body.token as { expires_at: string; audit_ids: string[]; user: { id: string } };
    const token: KnownToken = {
      text: seen.headers["x-subject-token"] ?? "",
      auditId: body.audit_ids[0] ?? "",
      user,
      userId: body.user.id,
      by: node.name,
      issuedAtMs,
      expiresAtMs: Date.parse(body.expires_at),
      isDoomed: false,
    };
    witness.tokens.push(token);
    return token;
  }

  function isAlive(token: KnownToken, node: SimulatedNode): boolean {
    // While a node is behind, a master answers for it, by its own clock.
    const nodeNowMs = clock.nowMs() + Math.max(...[node.name, ...star.masters].map((name) => star.clockOffset(name)));
    return nodeNowMs < token.expiresAtMs - END_MARGIN_MS && clock.nowMs() < token.issuedAtMs + lifeMs - END_MARGIN_MS;
  }

  const isGood = (token: KnownToken): boolean => !token.isDoomed && !disabled.has(token.user);

  async function validate(node: SimulatedNode, token: KnownToken): Promise<void> {
    if (node.fence() !== undefined) return;
    const wasAlive = isAlive(token, node);
    const wasDenied = new Set(witness.ofToken(token).flatMap((each) => (each.heardBy.has(node.name) ? [each.subject] : [])));
    const heard = witness.ofToken(token).filter((denial) => witness.hasHeard(node, denial));
    const seen = await ask(node, "GET", "/v3/auth/tokens", { token: token.text, subjectToken: token.text });
    witness.count(`validation ${seen?.status ?? "lost"}`);
    if (seen === undefined || seen.status === 503) return;
    if (seen.status === 200) {
      for (const { subject } of heard) witness.report(`${node.name} accepts a token though it has heard of ${subject}`);
      for (const { subject, heardBy } of witness.ofToken(token)) {
        if (!wasDenied.has(subject) || !connections.isConnected(node.name)) continue;
        if (heardBy.has(node.name) && heard.length === 0) {
          witness.report(`${node.name} serves and has forgotten ${subject}, as it was restored and has not rejoined`);
        }
      }
    } else if (wasAlive && isGood(token) && isAlive(token, node)) {
      witness.report(
        `${node.name} refuses with ${seen.status} a token that ${token.by} made ${clock.nowMs() - token.issuedAtMs} ms ago`,
      );
    }
  }

  function deny(node: SimulatedNode, kind: KnownDenial["kind"], subject: string): void {
    witness.denials.push({ kind, subject, by: node.name, atMs: clock.nowMs(), heardBy: new Set([node.name]) });
  }

  async function revoke(node: SimulatedNode, token: KnownToken): Promise<void> {
    if (!isGood(token) || !isAlive(token, node)) return;
    token.isDoomed = true;
    const seen = await ask(node, "DELETE", "/v3/auth/tokens", { token: token.text, subjectToken: token.text });
    witness.count(`revocation ${seen?.status ?? "lost"}`);
    if (seen?.status !== 204 || node.isDead()) return;
    deny(node, "identity.token.revoked", `audit:${token.auditId}`);
    star.note(`${node.name} revokes ${token.auditId}`);
    await validate(node, token);
  }

  async function disableUser(node: SimulatedNode): Promise<void> {
    const user = USERS.slice(SPARED_USERS).find((name) => !disabled.has(name));
    const token = await adminToken(node);
    const known = witness.tokens.find((one) => one.user === user);
    if (user === undefined || known === undefined || token === undefined) return;
    disabled.add(user);
    const body = { user: { enabled: false } };
    const seen = await ask(node, "PATCH", `/v3/users/${known.userId}`, { token: token.text, body });
    witness.count(`disabling ${seen?.status ?? "lost"}`);
    if (seen?.status !== 200 || node.isDead()) return;
    deny(node, "identity.user.denied", known.userId);
    star.note(`${node.name} disables ${user}`);
    for (const one of witness.tokens.slice(-10)) if (one.user === user && isAlive(one, node)) await validate(node, one);
  }

  async function adminToken(node: SimulatedNode): Promise<KnownToken | undefined> {
    const recent = witness.tokens.slice(-40).findLast((one) => one.user === "admin" && isGood(one) && isAlive(one, node));
    return recent ?? (await logIn(node, "admin"));
  }

  async function createProject(node: SimulatedNode): Promise<void> {
    const token = await adminToken(node);
    if (token === undefined) return;
    const name = `p${++made}`;
    const beganMs = clock.nowMs();
    const seen = await ask(node, "POST", "/v3/projects", { token: token.text, body: { project: { name } } });
    witness.count(`write ${seen?.status ?? "lost"}`);
    if (seen?.status !== 201) return;
    const write: AcknowledgedWrite = { id: projectOf(seen), at: node.name, atMs: clock.nowMs(), complaints: [] };
    witness.writes.push(write);
    star.note(`${node.name} answers that ${name} is made (${write.id})`);
    const siblings = [...star.nodes.values()].filter(({ name: other, site }) => {
      const since = connections.sinceMs(node.name, other);
      return site === node.site && since !== undefined && since + END_MARGIN_MS < beganMs;
    });
    await Promise.all(siblings.map((sibling) => readBack(sibling, token, write)));
  }

  /** A node that has not got it yet asks the writer; one that cannot either answers with what it has. */
  function canAskWriter(node: SimulatedNode, sinceMs: number): boolean {
    const writers = [...star.nodes.values()].filter(({ agent }) => agent.ports.replication.role() === "writer");
    return writers.some(({ name }) => (connections.sinceMs(node.name, name) ?? Number.POSITIVE_INFINITY) < sinceMs);
  }

  /** Who has got an answer to a write sees what it wrote at every serving node of its site. */
  async function readBack(node: SimulatedNode, token: KnownToken, write: AcknowledgedWrite): Promise<void> {
    if (node.fence() !== undefined || !isGood(token)) return;
    const seen = await ask(node, "GET", `/v3/projects/${write.id}`, { token: token.text });
    witness.count(`read back ${seen?.status ?? "lost"}`);
    if (seen?.status === 404 && canAskWriter(node, write.atMs - END_MARGIN_MS))
      write.complaints.push(`${node.name} does not show ${write.id}, which ${write.at} has acknowledged`);
  }

  return {
    logIn,
    validate,
    revoke,
    disableUser,
    createProject,
    /** One thing that some client does at some node. */
    async any(): Promise<void> {
      const running = [...star.nodes.values()];
      if (running.length === 0) return;
      const node = chance.choose(running);
      const living = witness.tokens.slice(-40).filter((one) => clock.nowMs() < one.issuedAtMs + lifeMs);
      const token = living.length === 0 ? undefined : chance.choose(living);
      const dice = chance.pick(100);
      if (dice < 20 || token === undefined) await logIn(node, chance.happens(0.3) ? "admin" : chance.choose(USERS));
      else if (dice < 70) await validate(node, token);
      else if (dice < 76) await revoke(node, token);
      else if (dice < 78) await disableUser(node);
      else await createProject(node);
    },
  };
}

function projectOf({ body }: Seen): string {
  return (body.project as { id: string }).id;
}
