// Refuses a build whose tracing page needs more than 300 kB of compressed JavaScript before it is usable.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 300_000;
const dist = join(process.cwd(), "../src/lumetra/webapp");
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const seen = new Set();

/** Everything a chunk imports statically, itself included. */
function collect(key) {
  if (seen.has(key)) return;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) collect(next);
}

collect("index.html");
/** The routes around the tracing page, from the frame inwards. */
const ROUTES = ["_app", "_app/projects/$projectId/route", "_app/projects/$projectId/traces/index"];
for (const route of ROUTES) collect(`src/routes/${route}.tsx?tsr-split=component`);
let total = 0;
const rows = [];
for (const key of seen) {
  const { file } = manifest[key];
  if (!file.endsWith(".js")) continue;
  const bytes = gzipSync(readFileSync(join(dist, file))).length;
  total += bytes;
  rows.push([bytes, file]);
}
rows.sort((a, b) => b[0] - a[0]);
for (const [bytes, file] of rows.slice(0, 12)) console.log(`${String(bytes).padStart(8)}  ${file}`);
console.log(`${String(total).padStart(8)}  JavaScript of the tracing page, gzip (limit ${LIMIT_BYTES})`);
if (total > LIMIT_BYTES) process.exit(1);
