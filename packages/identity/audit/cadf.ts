import { type Random, uuidDashed } from "@multisite/kernel/random";
import type { AuditEvent, AuditInitiator, UnknownUser } from "./types.ts";
import { uuid5 } from "./uuid5.ts";

/** Type URIs by Keystone's resource types (keystone/notifications.py, CADF_TYPE_MAP). */
const TARGET_TYPES: Readonly<Record<string, string>> = {
  group: "data/security/group",
  project: "data/security/project",
  role: "data/security/role",
  user: "data/security/account/user",
  domain: "data/security/domain",
  region: "data/security/region",
  endpoint: "data/security/endpoint",
  service: "data/security/service",
  policy: "data/security/policy",
  "OS-TRUST:trust": "data/security/trust",
  "OS-OAUTH1:access_token": "data/security/credential",
  "OS-OAUTH1:request_token": "data/security/credential",
  "OS-OAUTH1:consumer": "data/security/account",
  application_credential: "data/security/credential",
};

const ACCOUNT_USER = "service/security/account/user";

/** Namespace that pycadf makes its IDs in: SHA-256 of "openstack" (pycadf/identifier.py). */
const CADF_NAMESPACE = "d460a96a-a6b4-9db0-52ef-9f1aac13d33e";

/** Namespace of IDs for users whose own ID is no UUID (keystone/common/utils.py, RESOURCE_ID_NAMESPACE). */
const RESOURCE_NAMESPACE = "4332ecab-770b-4288-a680-b9aca3b1b153";

const UUID_PATTERN = /^(?:urn:|uuid:)*\{?(?:[0-9a-f]-?){32}\}?$/i;

/** An event in the form of the DMTF's Cloud Audit Data Federation, as pycadf writes it. */
export type CadfEvent = Readonly<Record<string, unknown>>;

export interface CadfContext {
  readonly random: Random;
  readonly timeMs: number;
  /** ID of the identity service in the catalog; undefined when it has none. */
  readonly serviceId: string | undefined;
}

/** The CADF event (keystone/notifications.py, _create_cadf_payload and _send_audit_notification). */
export function toCadf(event: AuditEvent, { random, timeMs, serviceId }: CadfContext): CadfEvent {
  const newId = (): string => uuid5(CADF_NAMESPACE, uuidDashed(random));
  const isAboutResource = event.operation !== "authenticate" && event.grant === undefined;
  return {
    typeURI: "http://schemas.dmtf.org/cloud/audit/1.0/event",
    eventType: "activity",
    id: newId(),
    eventTime: new Date(timeMs).toISOString().replace(/\.(\d{3})Z$/, ".$1000+0000"),
    action: event.operation === "authenticate" ? "authenticate" : `${event.operation}.${event.resourceType}`,
    outcome: event.outcome,
    observer: { id: serviceId ?? newId(), typeURI: "service/security" },
    ...(event.initiator ? { initiator: toInitiator(event.initiator, newId) } : {}),
    target: isAboutResource
      ? { id: event.resourceId, typeURI: TARGET_TYPES[event.resourceType] ?? "unknown" }
      : { id: newId(), typeURI: ACCOUNT_USER },
    ...(event.reason ? { reason: { reasonType: event.reason.text, reasonCode: String(event.reason.status) } } : {}),
    ...(isAboutResource ? { resource_info: event.resourceId } : {}),
    ...grantAttributes(event),
  };
}

/** keystone/notifications.py, build_audit_initiator. */
function toInitiator(initiator: AuditInitiator, newId: () => string): object {
  const { userId, userName, projectId, domainId, globalRequestId, unknownUser } = initiator;
  return {
    id: userId === undefined ? newId() : resourceUuid(userId),
    typeURI: ACCOUNT_USER,
    host: { address: initiator.address, agent: initiator.userAgent ?? "" },
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(projectId === undefined ? {} : { project_id: projectId }),
    ...(domainId === undefined ? {} : { domain_id: domainId }),
    request_id: initiator.requestId,
    ...(globalRequestId === undefined ? {} : { global_request_id: globalRequestId }),
    ...(userName === undefined ? {} : { username: userName }),
    ...(unknownUser ? unknownUserAttributes(unknownUser) : {}),
  };
}

/** Keystone's other spelling of the name is for users that do not exist (keystone/auth/plugins/core.py, BaseUserInfo). */
function unknownUserAttributes(user: UnknownUser): object {
  if ("id" in user) return { user_id: user.id, domain_id: null, domain_name: null };
  return { user_name: user.name, domain_id: user.domainId, domain_name: user.domainName };
}

/** The ID itself when Python takes it for a UUID, else one made from it (keystone/common/utils.py, resource_uuid). */
function resourceUuid(id: string): string {
  return UUID_PATTERN.test(id) ? id : uuid5(RESOURCE_NAMESPACE, id).replaceAll("-", "");
}

function grantAttributes({ grant }: AuditEvent): object {
  if (!grant) return {};
  return {
    ...(grant.projectId !== undefined
      ? { project: grant.projectId }
      : grant.domainId === undefined
        ? {}
        : { domain: grant.domainId }),
    ...(grant.userId !== undefined ? { user: grant.userId } : grant.groupId === undefined ? {} : { group: grant.groupId }),
    inherited_to_projects: grant.inheritedToProjects,
    role: grant.roleId,
  };
}
