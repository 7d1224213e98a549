/** What Debian's programs see: their own Python and libraries, whatever else the caller has. */
export const debianEnvironment: NodeJS.ProcessEnv = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C.UTF-8",
};
