import type { Route } from "../http/route.ts";
import { createEc2Credential } from "./create.ts";
import { deleteEc2Credential } from "./delete.ts";
import { getEc2Credential } from "./get.ts";
import { listEc2Credentials } from "./list.ts";

/** OS-EC2 credentials of a user (keystone/api/users.py). */
export const ec2Routes: readonly Route[] = [listEc2Credentials, createEc2Credential, getEc2Credential, deleteEc2Credential];
