/** What the server under test is set to; both sides must agree for the tests of passwords and lockout. */
export interface SecurityCompliance {
  readonly lockoutFailureAttempts: number;
  readonly lockoutDurationSeconds: number;
  readonly uniqueLastPasswordCount: number;
}

/** Values that keep Tempest's lockout tests short (they wait for the lockout to pass), as keystone.conf options. */
export const tempestSecurityCompliance: SecurityCompliance = {
  lockoutFailureAttempts: 2,
  lockoutDurationSeconds: 5,
  uniqueLastPasswordCount: 2,
};

export interface TempestConfigOptions {
  /** With `/v3`. */
  readonly identityUrl: string;
  readonly adminPassword: string;
  readonly region: string;
  readonly securityCompliance?: SecurityCompliance | undefined;
  readonly directory: string;
}

/** Renders tempest.conf for an identity service that stands alone. */
export function renderTempestConfig(options: TempestConfigOptions): string {
  const compliance = options.securityCompliance;
  return `[DEFAULT]
log_file = tempest.log
log_dir = ${options.directory}
[auth]
use_dynamic_credentials = true
admin_username = admin
admin_password = ${options.adminPassword}
admin_project_name = admin
admin_domain_name = Default
admin_system = all
[identity]
uri_v3 = ${options.identityUrl}
auth_version = v3
region = ${options.region}
v3_endpoint_type = public
default_domain_id = default
admin_role = admin
${
  compliance
    ? `user_lockout_failure_attempts = ${compliance.lockoutFailureAttempts}
user_lockout_duration = ${compliance.lockoutDurationSeconds}
user_unique_last_password_count = ${compliance.uniqueLastPasswordCount}
`
    : ""
}[identity-feature-enabled]
api_v2 = false
api_v2_admin = false
api_v3 = true
trust = true
security_compliance = ${compliance !== undefined}
application_credentials = true
access_rules = true
immutable_user_source = false
external_idp = false
project_tags = true
domain_specific_drivers = false
[oslo_concurrency]
lock_path = ${options.directory}/lock
[service_available]
cinder = false
neutron = false
glance = false
swift = false
nova = false
horizon = false
[validation]
run_validation = false
`;
}
