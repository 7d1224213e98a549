import { signOauth1 } from "../../signatures/oauth1.ts";
import {
  accessToken,
  accessTokenHeaders,
  applicationCredential,
  authorizedRequestToken,
  consumer,
  credential,
  ec2Key,
  requestToken,
  trust,
  unusedAccessRule,
} from "../fixtures/delegations.ts";
import { user } from "../fixtures/people.ts";
import { both, type Case, itemCases } from "./types.ts";

const TRUST = "/v3/OS-TRUST/trusts/{trust_id}";
const ACCESS = "/v3/users/{user_id}/OS-OAUTH1/access_tokens";
const APPLICATIONS = "/v3/users/{user_id}/application_credentials";
const RULES = "/v3/users/{user_id}/access_rules";
const EC2 = "/v3/users/{user_id}/credentials/OS-EC2";

/** Trusts, application credentials, credentials, OAuth 1. */
export const delegationCases: readonly Case[] = [
  { route: "GET /v3/OS-TRUST/trusts" },
  {
    route: "POST /v3/OS-TRUST/trusts",
    places: both,
    // Everybody asks for themselves, on the project of the place.
    body: ({ persona, household }) => ({
      trust: {
        trustor_user_id: persona.userId,
        trustee_user_id: household.neighbour.userId,
        project_id: household.projectId,
        impersonation: false,
        roles: [{ name: "reader" }],
      },
    }),
  },
  { route: `GET ${TRUST}`, uses: trust, places: both },
  { route: `GET ${TRUST}/roles`, uses: trust, places: both },
  { route: `GET ${TRUST}/roles/{role_id}`, uses: trust, places: both },
  { route: `DELETE ${TRUST}`, consumes: trust, places: both },
  { route: `GET ${APPLICATIONS}`, uses: applicationCredential, places: both },
  {
    route: `POST ${APPLICATIONS}`,
    uses: user,
    places: both,
    body: ({ stage }) => ({ application_credential: { name: stage.unique("application") } }),
  },
  { route: `GET ${APPLICATIONS}/{application_credential_id}`, uses: applicationCredential, places: both },
  { route: `DELETE ${APPLICATIONS}/{application_credential_id}`, consumes: applicationCredential, places: both },
  { route: `GET ${RULES}`, uses: applicationCredential, places: both },
  { route: `GET ${RULES}/{access_rule_id}`, uses: applicationCredential, places: both },
  { route: `DELETE ${RULES}/{access_rule_id}`, consumes: unusedAccessRule, places: both },
  { route: "GET /v3/credentials" },
  {
    route: "POST /v3/credentials",
    places: both,
    body: ({ stage, household }) => ({
      credential: { type: "cert", blob: stage.unique("certificate"), user_id: household.owner.userId },
    }),
  },
  ...itemCases("/v3/credentials/{credential_id}", credential, both, { credential: { blob: "changed" } }),
  { route: `GET ${EC2}`, uses: ec2Key, places: both },
  { route: `POST ${EC2}`, uses: user, places: both, body: ({ household }) => ({ tenant_id: household.projectId }) },
  { route: `GET ${EC2}/{credential_id}`, uses: ec2Key, places: both },
  { route: `DELETE ${EC2}/{credential_id}`, consumes: ec2Key, places: both },
  { route: "GET /v3/OS-OAUTH1/consumers" },
  { route: "POST /v3/OS-OAUTH1/consumers", body: () => ({ consumer: { description: "parity" } }) },
  ...itemCases("/v3/OS-OAUTH1/consumers/{consumer_id}", consumer, ["global"], { consumer: { description: "changed" } }),
  { route: "GET /v3/OS-OAUTH1/request_token" },
  {
    route: "POST /v3/OS-OAUTH1/request_token",
    uses: consumer,
    places: both,
    options: ({ stage, household, parameters: { consumer_id: key = "", consumer_secret: secret = "" } }) => {
      const url = `${stage.client.baseUrl}/v3/OS-OAUTH1/request_token`;
      const authorization = signOauth1(url, { key, secret }, stage.client.nowMs(), { oauth_callback: "oob" });
      return { headers: { authorization, "requested-project-id": household.projectId } };
    },
  },
  { route: "GET /v3/OS-OAUTH1/authorize/{request_token_id}", uses: requestToken, places: both },
  {
    route: "PUT /v3/OS-OAUTH1/authorize/{request_token_id}",
    consumes: requestToken,
    places: both,
    body: ({ stage }) => ({ roles: [{ id: stage.world.roles.reader }] }),
  },
  { route: "GET /v3/OS-OAUTH1/access_token" },
  {
    route: "POST /v3/OS-OAUTH1/access_token",
    consumes: authorizedRequestToken,
    places: both,
    options: ({ stage, parameters }) => ({ headers: accessTokenHeaders(stage, parameters) }),
  },
  { route: `GET ${ACCESS}`, uses: accessToken, places: both },
  { route: `GET ${ACCESS}/{access_token_id}`, uses: accessToken, places: both },
  { route: `GET ${ACCESS}/{access_token_id}/roles`, uses: accessToken, places: both },
  { route: `GET ${ACCESS}/{access_token_id}/roles/{role_id}`, uses: accessToken, places: both },
  { route: `DELETE ${ACCESS}/{access_token_id}`, consumes: accessToken, places: both },
];
