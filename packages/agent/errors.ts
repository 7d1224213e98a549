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
    code: "agent.home.node_file",
    remedy:
      "Name the home of a node (`--home`), or make one: `multisite star init FILE --node NODE` for the first node, `multisite site join WORD` for others.",
    status: 1,
  },
  {
    code: "agent.home.document",
    remedy: "The home lacks the star's document. Put it back from a backup, or let the node join anew under another name.",
    status: 1,
  },
  {
    code: "agent.keys.not_everywhere",
    remedy:
      "Nothing is lost: former keys are kept. When `multisite star status` shows all nodes running, give the command again.",
    status: 409,
  },
  {
    code: "agent.keys.not_a_master",
    remedy: "Ask on the host of a master; `multisite star status` shows who takes writes.",
    status: 409,
  },
  { code: "agent.home.exists", remedy: "A node lives in that home. Take an empty directory.", status: 1 },
  { code: "agent.home.not_a_master", remedy: "Begin the star at a master; all other nodes join.", status: 1 },
  {
    code: "agent.join.about",
    remedy: "The joining host has a program of another version. Install the version that the star has.",
    status: 1,
  },
  { code: "agent.join.unknown", remedy: "Put the node into the star's document and apply it, then invite it.", status: 404 },
  {
    code: "agent.join.clock",
    remedy: "Let the joining host's clock follow NTP (`chronyc tracking`), then join again.",
    status: 1,
  },
  {
    code: "agent.join.methods",
    remedy: "Make `[auth] methods` of the joining host's Keystone equal to the star's, in their order.",
    status: 1,
  },
  {
    code: "agent.join.default_domain",
    remedy: "Make `[identity] default_domain_id` of the joining host's Keystone equal to the star's.",
    status: 1,
  },
  {
    code: "agent.join.elsewhere",
    remedy: "Invite on the node where the star's certificate authority is: the one that it began with.",
    status: 409,
  },
  {
    code: "agent.local.not_ready",
    remedy: "A node of the star on this machine did not get keys or data in time. The log in its directory says why.",
    status: 1,
  },
  {
    code: "agent.takeover.engine",
    remedy: "On MariaDB there is no takeover. `multisite star status` says what is wrong with the masters.",
    status: 409,
  },
  {
    code: "agent.run.engine",
    remedy: "Use what the message names: journaled runs are of stars on MariaDB.",
    status: 409,
  },
  {
    code: "agent.run.input",
    remedy: "Name nodes and sites as the document in use does; `multisite star status` shows them.",
    status: 400,
  },
  {
    code: "agent.run.busy",
    remedy: "Wait until the run has ended (`multisite star runs`), then give the command again.",
    status: 409,
  },
  {
    code: "agent.run.interrupted",
    remedy: "Start the agent, then resume the run (`multisite star runs` lists it, `multisite star resume RUN`).",
    status: 503,
  },
  { code: "agent.engine", remedy: "Use the version of the program that drives this engine.", status: 1 },
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
