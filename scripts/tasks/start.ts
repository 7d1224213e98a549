// `npm start [-- arguments]` is `bin/multisite demo [arguments]`.
process.argv.splice(2, 0, "demo");
const entry: string = new URL("../../packages/cli/main.ts", import.meta.url).href;
await import(entry);
