import { signEc2, signS3 } from "../../signatures/ec2.ts";
import { ec2Key } from "../fixtures/delegations.ts";
import { ownersToken, removableToken } from "../fixtures/people.ts";
import { both, type Case } from "./types.ts";

/** Tokens, what they give access to, and the version documents. */
export const tokenCases: readonly Case[] = [
  { route: "GET /" },
  { route: "GET /static/{path:filename}", uses: async () => ({ "path:filename": "nothing.css" }) },
  { route: "GET /v3" },
  { route: "GET /v3/auth/catalog" },
  { route: "GET /v3/auth/domains" },
  { route: "GET /v3/auth/projects" },
  { route: "GET /v3/auth/system" },
  {
    route: "GET /v3/auth/tokens",
    uses: ownersToken,
    places: both,
    options: ({ parameters: { subject } }) => ({ subjectToken: subject }),
  },
  {
    route: "DELETE /v3/auth/tokens",
    consumes: removableToken,
    places: both,
    options: ({ parameters: { subject } }) => ({ subjectToken: subject }),
  },
  {
    route: "POST /v3/auth/tokens",
    places: both,
    // Everybody asks for their own token on the project of the place, by the token they have.
    body: ({ persona, household }) => ({
      auth: {
        identity: { methods: ["token"], token: { id: persona.token ?? "none" } },
        scope: { project: { id: household.projectId } },
      },
    }),
  },
  { route: "GET /v3/auth/tokens/OS-PKI/revoked" },
  { route: "GET /v3/OS-REVOKE/events" },
  { route: "GET /v3/ec2tokens" },
  {
    route: "POST /v3/ec2tokens",
    uses: ec2Key,
    places: both,
    body: ({ stage, parameters: { access = "", secret = "" } }) => signEc2({ access, secret }, stage.client.nowMs()),
  },
  { route: "GET /v3/s3tokens" },
  {
    route: "POST /v3/s3tokens",
    uses: ec2Key,
    places: both,
    body: ({ parameters: { access = "", secret = "" } }) => signS3({ access, secret }),
  },
];
