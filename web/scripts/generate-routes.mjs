// Writes src/routeTree.gen.ts from the files in src/routes, so that type checks and tests see the same tree as the build.
import { Generator, getConfig } from "@tanstack/router-generator";

const root = process.cwd();
const generator = new Generator({ config: getConfig({}, root), root });
await generator.run();
