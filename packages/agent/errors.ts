import type { ErrorEntry } from "@multisite/kernel/errors";

/** The errors of agents. */
export const agentErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "agent.forward.no_writer",
    remedy:
      "The node that was taken for a master takes no writes now; another one is asked. `multisite star status` shows who does.",
    status: 503,
  },
  {
    code: "agent.document.refused",
    remedy: "Correct the document as the message says. `multisite star check FILE` shows all that is wrong with it.",
    status: 409,
  },
  {
    code: "agent.keys.unknown",
    remedy: "Name the key by its ID or the first characters of it, as `multisite keys status` shows them.",
    status: 404,
  },
  { code: "agent.reason", remedy: "Give the reason in writing (`--reason`); it is kept at every site.", status: 400 },
  { code: "agent.site.unknown", remedy: "Name a site of the star's document. `multisite star status` lists them.", status: 404 },
  { code: "agent.site.own", remedy: "A site cannot evict itself. Give the command at another site.", status: 409 },
  {
    code: "agent.admin.unknown",
    remedy: "The agent and the command are of different versions. Run the command of the version that the agent has.",
    status: 404,
  },
  { code: "agent.admin.body", remedy: "The request to the agent is not what it should be; the message says why.", status: 400 },
  {
    code: "agent.admin.socket",
    remedy: "The agent cannot open its admin socket. Check that its home is writable for its user, and that its path is short.",
    status: 1,
  },
  {
    code: "agent.admin.unreachable",
    remedy: "No agent answers on this host. Start it (`multisite agent --home HOME`), or name the right home.",
    status: 1,
  },
  { code: "agent.admin.failed", remedy: "The agent failed at what was asked. Its log says why.", status: 500 },
];
