// The licences of all packages that went into a bundle, by esbuild's account of it: node licences.mjs META.json
import {readFileSync, readdirSync} from "node:fs";

const inputs = Object.keys(JSON.parse(readFileSync(process.argv[2], "utf8")).inputs);
const packages = new Set(inputs.flatMap((path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
for (const folder of [...packages].sort()) {
  const {name, version, license} = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name}: no licence file`);
  console.log(`== ${name} ${version} (${license}) ==\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`);
}
