import type { PreflightCheck } from "../types.ts";
import * as agents from "./agents.ts";
import { sharedBaseMac } from "./macs.ts";
import { mtu } from "./mtu.ts";
import * as probes from "./probes.ts";
import * as rights from "./rights.ts";
import * as segments from "./segments.ts";
import * as subnets from "./subnets.ts";
import * as vteps from "./vteps.ts";

/** What must be so in the sites before a network is made, in the order in which one would mend it. */
export const preflightChecks: readonly PreflightCheck[] = [
  rights.bus,
  rights.missingRights,
  rights.missingExtension,
  rights.clock,
  rights.quota,
  agents.noAgents,
  agents.deadAgents,
  agents.l2population,
  agents.tunnelTypes,
  agents.arpResponder,
  agents.physicalNetwork,
  vteps.vtepForm,
  vteps.sharedVteps,
  probes.unreached,
  probes.narrow,
  probes.refused,
  probes.untried,
  segments.vniInUse,
  segments.vniChanged,
  segments.vlanInUse,
  mtu,
  sharedBaseMac,
  subnets.madeOtherwise,
  subnets.externalNetwork,
];
