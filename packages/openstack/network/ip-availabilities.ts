/** `GET /v2.0/network-ip-availabilities`: how full the allocation pools of networks are. Administrators only. */
export interface NetworkIpAvailability {
  readonly network_id: string;
  readonly network_name: string;
  readonly project_id: string;
  readonly total_ips: number;
  readonly used_ips: number;
  readonly subnet_ip_availability: readonly SubnetIpAvailability[];
}

export interface SubnetIpAvailability {
  readonly subnet_id: string;
  readonly subnet_name: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string;
  readonly total_ips: number;
  readonly used_ips: number;
}
