import { relative } from "node:path";
import { commandFile, documentFile, type RigState } from "./state.ts";

/** What a user can type next: a network over all sites that are up, by hand, and a machine of each site in it. */
export function nextSteps({ sites }: RigState): string {
  const [first, second] = sites;
  if (first === undefined || second === undefined) return "";
  const [hostHere, hostThere] = [first.hosts[0]?.name, second.hosts[0]?.name];
  const machine = `vm-${first.name}-${first.machines.length + 1}`;
  const home = `MULTISITE_HOME=${first.agentHome}`;
  return `
An agent of ours runs beside each site. A network over all of them, which ${documentFile} describes, and machines in it:

  npm run rig shell ${first.name} -- multisite network apply ${documentFile}
  npm run rig boot ${hostHere} plane 10.88.0.20
  npm run rig boot ${hostThere} plane 10.88.0.70
  npm run rig shell ${machine} -- ping -c 3 -w 60 10.88.0.70
  npm run rig shell ${first.name} -- multisite network status

In any other shell \`multisite\` needs the home of an agent:

  ${home} ${relative(process.cwd(), commandFile)} network status
`;
}
