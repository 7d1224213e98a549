/** A Debian package that a ring of tests needs, and how to see without dpkg that it is there. */
export interface DebianPackage {
  readonly name: string;
  /** A file that only this package brings. */
  readonly proof: string;
  /** An older one counts as missing: what the tests compare with was recorded from this version. */
  readonly atLeast?: string;
}

/** Ring one: a private MariaDB for the store tests, and the real `openstack` client for the console walk-through. */
export const ringOne: readonly DebianPackage[] = [
  { name: "mariadb-server-core", proof: "/usr/sbin/mariadbd" },
  { name: "python3-openstackclient", proof: "/usr/bin/openstack" },
];

/** A star on real MariaDB: Galera with its arbitrator and state transfer, and network namespaces. */
export const starPackages: readonly DebianPackage[] = [
  { name: "mariadb-server", proof: "/usr/bin/wsrep_sst_mariabackup" },
  { name: "mariadb-backup", proof: "/usr/bin/mariadb-backup" },
  { name: "galera-4", proof: "/usr/lib/galera/libgalera_smm.so" },
  { name: "galera-arbitrator-4", proof: "/usr/bin/garbd" },
  { name: "socat", proof: "/usr/bin/socat" },
  { name: "iproute2", proof: "/usr/sbin/ip" },
];

/** Real Neutron sites: server, agents, Open vSwitch in userspace, and what their virtual machines and tests use. */
const neutronPackages: readonly DebianPackage[] = [
  { name: "neutron-server", proof: "/usr/bin/neutron-server" },
  { name: "neutron-openvswitch-agent", proof: "/usr/bin/neutron-openvswitch-agent" },
  { name: "openvswitch-switch", proof: "/usr/sbin/ovs-vswitchd" },
  // Of the DHCP agent, which is in neutron-common.
  { name: "dnsmasq-base", proof: "/usr/sbin/dnsmasq" },
  { name: "ethtool", proof: "/usr/sbin/ethtool" },
  { name: "iputils-ping", proof: "/bin/ping" },
  // Of routers and of the Linux bridge agent: addresses are translated, announced, and kept to their owners.
  { name: "iptables", proof: "/usr/sbin/ebtables-nft" },
  { name: "iputils-arping", proof: "/usr/bin/arping" },
  { name: "keepalived", proof: "/usr/sbin/keepalived" },
];

/** Real storage of a site: images, volumes and their backups, on a Ceph of one disk. */
const storagePackages: readonly DebianPackage[] = [
  { name: "glance-api", proof: "/usr/bin/glance-api" },
  { name: "cinder-api", proof: "/usr/bin/cinder-wsgi" },
  { name: "cinder-scheduler", proof: "/usr/bin/cinder-scheduler" },
  { name: "cinder-volume", proof: "/usr/bin/cinder-volume" },
  { name: "cinder-backup", proof: "/usr/bin/cinder-backup" },
  { name: "ceph-mon", proof: "/usr/bin/ceph-mon" },
  { name: "ceph-mgr", proof: "/usr/bin/ceph-mgr" },
  { name: "ceph-osd", proof: "/usr/bin/ceph-osd" },
  { name: "ceph-common", proof: "/usr/bin/rbd" },
  { name: "qemu-utils", proof: "/usr/bin/qemu-img" },
];

/**
 * Ring two: a real Keystone and what runs, caches, tests and uses it, and what a star needs. None of them may start a service while
 * it is installed (see no-service-start.ts).
 */
export const ringTwo: readonly DebianPackage[] = [
  ...ringOne,
  ...starPackages,
  // With its security backports, which change what tokens are made of.
  { name: "python3-keystone", proof: "/usr/bin/keystone-wsgi-public", atLeast: "2:22.0.2-0+deb12u6" },
  { name: "python3-keystonemiddleware", proof: "/usr/lib/python3/dist-packages/keystonemiddleware/__init__.py" },
  { name: "python3-tempest", proof: "/usr/bin/tempest" },
  { name: "uwsgi-core", proof: "/usr/bin/uwsgi-core" },
  { name: "uwsgi-plugin-python3", proof: "/usr/lib/uwsgi/plugins/python3_plugin.so" },
  { name: "memcached", proof: "/usr/bin/memcached" },
  { name: "python3-pymemcache", proof: "/usr/lib/python3/dist-packages/pymemcache/__init__.py" },
  { name: "rabbitmq-server", proof: "/usr/sbin/rabbitmq-server" },
  ...neutronPackages,
  ...storagePackages,
];

/**
 * The benchmarks: ring two and an HTTP load generator.
 * @public
 */
export const bench: readonly DebianPackage[] = [...ringTwo, { name: "wrk", proof: "/usr/bin/wrk" }];
