import { type Breach, type Check, repeated } from "./check.ts";

export const duplicateVms: Check = {
  code: "recovery.vms.duplicate",
  severity: "error",
  rule: "A group of VMs has a name of its own.",
  find: ({ vms }) =>
    repeated(vms.map(({ name }) => name)).map((index) => ({
      path: ["spec", "vms", index, "name"],
      message: `${vms[index]?.name} is there twice: give it another name.`,
    })),
};

export const selectsNothing: Check = {
  code: "recovery.vms.select",
  severity: "error",
  rule: "A group says which VMs are in it: an empty selection would be all servers of the project.",
  find: ({ vms }) =>
    vms.flatMap(({ select }, index) =>
      Object.values(select).some((value) => typeof value === "string" || Object.keys(value).length > 0)
        ? []
        : [{ path: ["spec", "vms", index, "select"], message: "Write an id, a name, a tag or metadata of the servers." }],
    ),
};

export const hooks: Check = {
  code: "recovery.vms.hook",
  severity: "error",
  rule: "Method hook needs a URL, and no other method asks one.",
  find: ({ vms }) =>
    vms.flatMap(({ quiesce, hook }, index): readonly Breach[] => {
      if ((quiesce === "hook") === (hook !== undefined)) return [];
      const message = hook === undefined ? "Method hook needs `hook`, a URL." : `Method ${quiesce} asks no hook: take it out.`;
      return [{ path: ["spec", "vms", index, hook === undefined ? "quiesce" : "hook"], message }];
    }),
};

export const healthPorts: Check = {
  code: "recovery.vms.health",
  severity: "error",
  rule: "A health check over TCP or HTTP needs a port, and only HTTP has a path.",
  find: ({ vms }) =>
    vms.flatMap(({ health }, index): readonly Breach[] => {
      if (health === undefined) return [];
      const path = ["spec", "vms", index, "health"];
      const isAgent = health.method === "guest-agent";
      return [
        ...(isAgent || health.port !== undefined ? [] : [{ path, message: `Method ${health.method} needs a port.` }]),
        ...(isAgent && health.port !== undefined
          ? [{ path: [...path, "port"], message: "The guest agent has no port: take it out." }]
          : []),
        ...(health.method !== "http" && health.path !== undefined
          ? [{ path: [...path, "path"], message: `Method ${health.method} has no path: take it out.` }]
          : []),
      ];
    }),
};

export const unquiesced: Check = {
  code: "recovery.vms.unquiesced",
  severity: "warning",
  rule: "A VM that is not quiesced is restored as after a power cut, and at another moment than the others.",
  find: ({ vms, mode }) =>
    vms.flatMap(({ quiesce, name }, index) =>
      mode === "group" && quiesce === "none"
        ? [{ path: ["spec", "vms", index, "quiesce"], message: `${name} is restored as after a power cut: nothing quiesces it.` }]
        : [],
    ),
};
