import type { OsloSettings } from "../oslo-config.ts";

/** What the settings of a site's service are made from. */
export interface ServicePlace {
  readonly site: string;
  /** Address and port of its API. */
  readonly address: string;
  readonly port: number;
  /** As oslo.messaging takes it. */
  readonly transportUrl: string;
  /** As SQLAlchemy takes it. */
  readonly databaseUrl: string;
  /** Without `/v3`. */
  readonly identityUrl: string;
  /** Of all accounts in project `service`. */
  readonly servicePassword: string;
  readonly directory: string;
}

/** As whom a service logs in at the site's identity service. */
function accountSettings({ identityUrl, servicePassword }: ServicePlace, username: string): OsloSettings[string] {
  return {
    auth_url: identityUrl,
    auth_type: "password",
    username,
    password: servicePassword,
    project_name: "service",
    user_domain_id: "default",
    project_domain_id: "default",
  };
}

/** What every service has: callers are authenticated by keystonemiddleware, and its own calls are those of a service. */
export function commonSettings(place: ServicePlace, username: string): OsloSettings {
  const account = accountSettings(place, username);
  return {
    database: { connection: place.databaseUrl },
    keystone_authtoken: {
      www_authenticate_uri: place.identityUrl,
      service_token_roles: "service",
      service_token_roles_required: true,
      ...account,
    },
    service_user: { send_service_user_token: true, ...account },
    oslo_concurrency: { lock_path: `${place.directory}/lock` },
  };
}
