// `npm run docs`: makes the pages of docs/reference/ that come from the code.
import { writeFileSync } from "node:fs";
import { generatedPages } from "./docs/pages.ts";

for (const [name, page] of Object.entries(generatedPages)) {
  writeFileSync(new URL(`../docs/reference/${name}`, import.meta.url), page());
  console.log(`docs/reference/${name}`);
}
