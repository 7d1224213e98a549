import { uuidHex } from "@multisite/kernel/random";
import { withoutInitiator } from "../../audit/index.ts";
import { notFound } from "../../errors/index.ts";
import { getProject } from "../../store/projects.ts";
import { addCredential } from "../credentials/add.ts";
import { renderBlobText } from "../credentials/blob-text.ts";
import { hashAccessKey } from "../credentials/create.ts";
import { created, type Route } from "../http/route.ts";
import { refuseDelegatedForEc2, requirePathUser } from "./access.ts";
import { renderEc2Credential } from "./render.ts";

/** `POST /v3/users/{user_id}/credentials/OS-EC2` (keystone/api/users.py, UserOSEC2CredentialsResourceListCreate.post). */
export const createEc2Credential: Route = {
  method: "POST",
  path: "/v3/users/{user_id}/credentials/OS-EC2",
  async handle(exchange) {
    const { identity, request } = exchange;
    const target = { credential: { user_id: request.pathParameters.user_id } };
    const caller = await exchange.enforce("identity:ec2_create_credential", { target });
    const userId = await requirePathUser(exchange);
    const projectId = typeof request.body.tenant_id === "string" ? request.body.tenant_id : "None";
    if (!(await getProject(identity.database.query, projectId))) throw notFound("project", projectId);
    refuseDelegatedForEc2(caller);
    const access = uuidHex(identity.random);
    const blob = renderBlobText({ access, secret: uuidHex(identity.random), trust_id: null });
    const credential = await addCredential(
      exchange,
      { id: hashAccessKey(access), userId, projectId, type: "ec2", blob, extra: {} },
      withoutInitiator,
    );
    return created({ credential: renderEc2Credential(exchange, credential) });
  },
};
