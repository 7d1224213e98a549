import type { ErrorEntry } from "./index.ts";

/** The errors of the rooms that know no OpenStack word. */
export const kernelErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "kernel.config.unknown",
    remedy: "A setting is named that there is not. Correct its name, or take the line out.",
    status: 1,
  },
  {
    code: "kernel.config.value",
    remedy: "A setting has a value that it cannot have. The message says what is allowed.",
    status: 1,
  },
  {
    code: "kernel.sql.url",
    remedy: "Write the database as sqlite:///PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE.",
    status: 1,
  },
  {
    code: "kernel.sql.open",
    remedy: "The database file cannot be opened. Check that its directory exists and is writable for this user.",
    status: 1,
  },
  {
    code: "kernel.sql.unreachable",
    remedy: "MariaDB does not answer. Check that it runs, and the network in between.",
    status: 1,
  },
  { code: "kernel.sql.login", remedy: "MariaDB refuses the login. Check user and password in the database URL.", status: 1 },
  {
    code: "kernel.sql.rights",
    remedy: "The user may not read the database. Grant SELECT, INSERT, UPDATE and DELETE on it; a replica needs SELECT only.",
    status: 1,
  },
  { code: "kernel.sql.missing", remedy: "MariaDB has no such database. Create it, or correct the database URL.", status: 1 },
  { code: "kernel.sql.full", remedy: "MariaDB takes no more connections. Raise its max_connections.", status: 1 },
  {
    code: "kernel.changes.open",
    remedy: "The replicated database file cannot be opened. Check its directory, the space there, and its owner.",
    status: 1,
  },
  {
    code: "kernel.changes.missing",
    remedy: "There is no database file to replicate. Make it first (`multisite identity bootstrap --config FILE`).",
    status: 1,
  },
  {
    code: "kernel.changes.in_use",
    remedy:
      "A database file that shall be replicated is open in another process, which would write without recording. Stop that process, and start again.",
    status: 1,
  },
  {
    code: "kernel.changes.refused",
    remedy: "The writer takes no writes now, for the reason that the message names. Reads and logins go on.",
    status: 503,
  },
  {
    code: "kernel.changes.gap",
    remedy: "Changes came that do not follow those that are here. The node finds out by itself what it must take instead.",
    status: 1,
  },
  {
    code: "kernel.changes.conflict",
    remedy:
      "Rows of a copy are not what they were at the writer: somebody changed the copy. It is rebuilt by itself, and what differed is exported.",
    status: 1,
  },
  {
    code: "kernel.changes.unreadable",
    remedy: "The log of changes is damaged. Rebuild the database of this node from another one.",
    status: 1,
  },
  {
    code: "kernel.changes.empty",
    remedy: "A node was asked for a copy of its data and has none yet. Ask again later.",
    status: 1,
  },
  {
    code: "kernel.changes.install",
    remedy: "A copy of another node came out different when it was taken over; nothing was changed. Look at the disk.",
    status: 1,
  },
  {
    code: "kernel.transport.unreachable",
    remedy: "No connection to the server. Check that it runs, and the network in between.",
    status: 1,
  },
  {
    code: "kernel.transport.timeout",
    remedy: "The server took too long to answer. Check its load, and the network in between.",
    status: 1,
  },
  { code: "kernel.bus.url", remedy: "Write the transport URL as rabbit://USER:PASSWORD@HOST:PORT/VIRTUAL_HOST.", status: 1 },
  {
    code: "kernel.bus.unreachable",
    remedy: "No RabbitMQ answers. Look at the broker and at the network; what waits is sent once one is back.",
    status: 1,
  },
  {
    code: "kernel.facts.open",
    remedy: "The facts file cannot be opened. Check that its directory exists and is writable for this user.",
    status: 1,
  },
  {
    code: "kernel.journal.open",
    remedy: "The journal of runs cannot be opened. Check that its directory exists and is writable for this user.",
    status: 1,
  },
  { code: "kernel.journal.unknown", remedy: "This host has no such run. List the runs to see what there is.", status: 1 },
  {
    code: "kernel.journal.version",
    remedy: "The run was started by a program with other steps. Resume it with that program, or abandon it and start anew.",
    status: 1,
  },
  {
    code: "kernel.journal.not_done",
    remedy: "A step ended well but changed nothing. Look at the log of the host that the message names, then resume the run.",
    status: 1,
  },
  {
    code: "kernel.alarms.open",
    remedy: "The file of alarms cannot be opened. Check that its directory exists and is writable for this user.",
    status: 1,
  },
  {
    code: "kernel.board.open",
    remedy: "The board file cannot be opened. Check that its directory exists and is writable for this user.",
    status: 1,
  },
  {
    code: "kernel.peers.unreachable",
    remedy: "Another node of the star cannot be reached. Look at the network, and at the agent on that node.",
    status: 1,
  },
  {
    code: "kernel.peers.timeout",
    remedy: "Another node took too long to answer; what was asked may have been done. Look at its load and at the network.",
    status: 1,
  },
  {
    code: "kernel.peers.refused",
    remedy: "Another node refuses the connection or the question, for the reason that the message names.",
    status: 1,
  },
  {
    code: "kernel.peers.failed",
    remedy: "Another node failed at the question. Its log says why.",
    status: 1,
  },
  {
    code: "kernel.facts.question",
    remedy: "Another node asked for facts in a form that this version does not know. Bring both nodes to versions that fit.",
    status: 1,
  },
  {
    code: "kernel.join.authority",
    remedy:
      "What answers at the address of an invitation is not the node that invited. Look at the address; somebody may be in between.",
    status: 1,
  },
  { code: "kernel.join.expired", remedy: "The invitation is too old. Ask for another one.", status: 1 },
  {
    code: "kernel.join.limit",
    remedy: "There were too many wrong attempts to join from one address. Wait a minute and try again.",
    status: 1,
  },
  {
    code: "kernel.join.locked",
    remedy: "Too many came with an invitation and without its secret. Ask for another one, and look at who tries.",
    status: 1,
  },
  {
    code: "kernel.join.question",
    remedy: "A host asked to join in a form that is not known. Bring both hosts to versions that fit.",
    status: 1,
  },
  {
    code: "kernel.join.refused",
    remedy: "The inviting node refuses, for the reason that the message names.",
    status: 1,
  },
  {
    code: "kernel.join.secret",
    remedy: "The secret of an invitation is wrong. Copy the invitation again as a whole.",
    status: 1,
  },
  {
    code: "kernel.join.star",
    remedy: "The host is in another star, or was invited to another one. The message names both.",
    status: 1,
  },
  {
    code: "kernel.join.token",
    remedy: "This is no invitation, or a part of one. Copy it again as a whole.",
    status: 1,
  },
  {
    code: "kernel.join.unknown",
    remedy: "There is no such invitation: it was withdrawn, or is too old. Ask for another one.",
    status: 1,
  },
  {
    code: "kernel.join.unreachable",
    remedy: "The inviting node does not answer. Look at the network and at the agent there, then do the same again.",
    status: 1,
  },
  {
    code: "kernel.join.used",
    remedy: "Another host joined with the invitation. If that was not yours, evict the node that joined with it.",
    status: 1,
  },
  {
    code: "kernel.join.version",
    remedy: "Host and star have versions that are not next to each other. Take the star's version, or the one before or after.",
    status: 1,
  },
  {
    code: "kernel.pki.authority",
    remedy:
      "No node is known to hold the certificate authority. Look at the star's document; restore `pki/ca.key` there from its backup.",
    status: 1,
  },
  {
    code: "kernel.pki.exists",
    remedy: "A certificate authority was to be made where there is one. Use the one that is there.",
    status: 1,
  },
  {
    code: "kernel.pki.file",
    remedy: "A certificate or its key is missing or does not fit. Put the file back, or let the node join anew.",
    status: 1,
  },
  {
    code: "kernel.pki.name",
    remedy: "A name cannot stand in a certificate. Take 1 to 63 letters, digits, dots, dashes and underscores.",
    status: 1,
  },
  {
    code: "kernel.pki.register",
    remedy: "The register of the certificate authority cannot be opened. Check that its directory is writable for this user.",
    status: 1,
  },
  {
    code: "kernel.pki.request",
    remedy: "A node asked for a certificate in a form that is not taken. Bring both nodes to versions that fit.",
    status: 1,
  },
  {
    code: "kernel.pki.revoked",
    remedy: "A node asked for a new certificate and has none that is valid. Let it join anew, if it may.",
    status: 1,
  },
  {
    code: "kernel.pki.revocations",
    remedy:
      "A list of revoked certificates cannot be believed. If it is this node's own file, put that of another node in its place.",
    status: 1,
  },
  {
    code: "kernel.seal.key",
    remedy: "A key was to be sealed to a member whose sealing key is none. Look at what that member said when it joined.",
    status: 1,
  },
  {
    code: "kernel.seal.member_keys",
    remedy:
      "A key of this member (member/signing.key, member/sealing.key) is missing, damaged or readable by others. The message names it.",
    status: 1,
  },
  { code: "kernel.http.port_in_use", remedy: "Stop the program that listens on the port, or set another port.", status: 1 },
  {
    code: "kernel.http.port_forbidden",
    remedy: "Take a port of 1024 or more, or give the program CAP_NET_BIND_SERVICE.",
    status: 1,
  },
  { code: "kernel.http.address", remedy: "Set an address that this host has (see `ip address`), or 0.0.0.0.", status: 1 },
  { code: "kernel.http.listen", remedy: "Listening failed for the reason that the message names.", status: 1 },
  {
    code: "kernel.http.tls_invalid",
    remedy: "Both files must be PEM, and the first certificate must be that of the private key.",
    status: 1,
  },
  { code: "kernel.http.tls_unreadable", remedy: "Check the path of the file and that this user may read it.", status: 1 },
  {
    code: "kernel.lifecycle.worker_failed",
    remedy: "A worker process failed for the reason that the message names; its log says more.",
    status: 1,
  },
  {
    code: "kernel.log.file",
    remedy: "Check that the directory of the log file exists and that this user may write there.",
    status: 1,
  },
];
