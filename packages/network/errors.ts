import { type ErrorEntry, MultisiteError, messageOf } from "@multisite/kernel/errors";

/** The errors of stretched networks. */
export const networkErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "network.document.invalid",
    remedy: "Correct the lines that are named; each says what would be right.",
    status: 1,
  },
  {
    code: "network.mirror.malformed",
    remedy:
      "A site told what no connector tells, and was not believed; its ports stay as they are here. Look at the version of its agent, and at who holds its certificate.",
    status: 502,
  },
  {
    code: "network.mirror.replayed",
    remedy:
      "A site told what it cannot know or what is old, and was not believed. If it goes on, look who holds that site's certificate.",
    status: 409,
  },
  {
    code: "network.site.damaged",
    remedy:
      "Put the file back from a backup of the node's home; or move it away and apply all networks again before the agent is started at any other site.",
    status: 1,
  },
  {
    code: "network.site.none",
    remedy:
      "Name the site's cloud in `[network]` of its agent's configuration (`multisite agent --config FILE`) and start the agent there. `multisite network status` shows which sites have one.",
    status: 404,
  },
  {
    code: "network.site.older",
    remedy: "Give the document a generation above the one in force; `multisite network status` shows it.",
    status: 409,
  },
  {
    code: "network.site.conflict",
    remedy: "Write what the message says into the document, with a higher generation, and apply that.",
    status: 409,
  },
  {
    code: "network.site.in_use",
    remedy: "Delete or detach the machines that are named, then give the command again.",
    status: 409,
  },
  {
    code: "network.site.not_allowed",
    remedy: "Give the command on the host of a master of the star; `multisite star status` shows them.",
    status: 403,
  },
  {
    code: "network.site.unknown",
    remedy: "`multisite network status` lists the networks and the sites that have them.",
    status: 404,
  },
  {
    code: "network.port.unknown",
    remedy:
      "Name a port of a stretched network by its ID, MAC, address or name, or as SITE/PORT; `multisite port list` shows those that other sites know.",
    status: 404,
  },
  {
    code: "network.port.ambiguous",
    remedy: "Name one of them as SITE/PORT, by its ID, or give --network NAME.",
    status: 409,
  },
  {
    code: "network.port.refused",
    remedy: "Nothing was written. Change what the lines name, each says what, and give the command again.",
    status: 409,
  },
  {
    code: "network.port.mirrored",
    remedy: "Change or delete the port itself, in the cloud where it is; `multisite port endpoint PORT` tells which that is.",
    status: 409,
  },
  {
    code: "network.port.partly",
    remedy:
      "Mend what is named; then `multisite port update PORT --vtep ADDRESS` writes it in the sites that have it, and `multisite port delete PORT` takes it out of them.",
    status: 409,
  },
  {
    code: "network.site.superseded",
    remedy: "Another move of the address began later, and counts. Give the command again if it shall go elsewhere.",
    status: 409,
  },
  {
    code: "network.site.still_answers",
    remedy:
      "Start the site's L3 agent again and resume the run; or make sure that its router does not answer and give the command again with --override ADDRESS --reason TEXT.",
    status: 409,
  },
  {
    code: "network.site.fence",
    remedy:
      "Look at what the hook to the router or switch says (`fence` in the group network of the agent), then `multisite network resume RUN`.",
    status: 502,
  },
  {
    code: "network.run.refused",
    remedy: "Nothing was written. Change what the lines name, each says what, and give the command again.",
    status: 409,
  },
  {
    code: "network.run.stopped",
    remedy:
      "Look at `multisite network status`; mend what is named, then `multisite network resume RUN`, or take the change back with `multisite network undo NAME`.",
    status: 409,
  },
];

type NetworkProblem =
  | "document.invalid"
  | "mirror.malformed"
  | "mirror.replayed"
  | "site.damaged"
  | "site.none"
  | "site.older"
  | "site.conflict"
  | "site.in_use"
  | "site.not_allowed"
  | "site.unknown"
  | "port.unknown"
  | "port.ambiguous"
  | "port.refused"
  | "port.mirrored"
  | "port.partly"
  | "site.superseded"
  | "site.still_answers"
  | "site.fence"
  | "run.refused"
  | "run.stopped";

/** An error of this package; the text says what to do. */
export function networkError(problem: NetworkProblem, message: string, cause?: unknown): MultisiteError {
  const options = cause === undefined ? {} : { cause, detail: messageOf(cause) };
  return new MultisiteError(`network.${problem}`, message, options);
}
