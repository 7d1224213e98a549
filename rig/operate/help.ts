/** What `npm run rig` says of itself. */
export const help = `Real Neutron sites on this machine, to be looked at and played with.

  npm run rig up                     starts three sites and goes; they stay up. About a minute
  npm run rig up north south         starts only these (of north, south, west)
  npm run rig status                 what runs where; ends with 1 when something is not as it should be
  npm run rig status -- --json       the same for programs, with passwords
  npm run rig shell north            a shell in the site, as its administrator: openstack network list;
                                     multisite network status
  npm run rig shell compute-south-1  a shell in a host: ovs-vsctl show; ovs-ofctl dump-flows br-tun; ip link
  npm run rig shell vm-south-1       a shell in the machine: ping 10.77.0.60
  npm run rig shell north -- COMMAND a command instead of a shell
  npm run rig boot compute-south-1 NETWORK [ADDRESS]
                                     plugs one more machine into a network, as Nova would; says its name
  npm run rig destroy vm-south-3     takes a machine and its port away
  npm run rig cut south              cuts the site off from all others: tunnels, agents, the operator's switches
  npm run rig heal south             joins it again
  npm run rig down                   ends all and removes what it left

Each site has its own MariaDB, RabbitMQ, identity service (ours) behind a gateway, neutron-server and hosts. All
have a network \`backup\` with the same segment (5001) and range (10.77.0.0/24), and a machine on each host. These
are not joined: a machine reaches those of its own site only, until somebody makes remote ports. A machine is a
network namespace; the first site has a gateway, the second a host with Open vSwitch and one with Linux bridges.

Beside each site runs an agent of ours that has the site's cloud; the agents are a star, whose first two sites are
masters. \`up\` ends with the commands that stretch a network over the sites, for example:

  npm run rig shell north -- multisite network apply /tmp/multisite-rig/plane.yaml

Needs root, and Debian 12 with its packages, which \`up\` installs. Takes about 1 GB of memory a site.
`;
