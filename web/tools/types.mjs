// Makes src/shared/generated/protocol.ts from the server's own contracts, so that both sides cannot drift apart.
// PYTHON names the interpreter that has the server's packages; default: the repository's virtual environment.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const python = resolve(web, process.env.PYTHON ?? "../.venv/bin/python");
const target = resolve(web, "src/shared/generated/protocol.ts");

const schema = JSON.parse(
  execFileSync(python, ["-m", "meetings.contracts.schema"], { cwd: resolve(web, ".."), encoding: "utf8" }),
);

/** pydantic titles every property; each title would become a type of its own. Only the titles of models are names. */
function dropPropertyTitles(node, isModel) {
  if (Array.isArray(node)) return node.forEach((part) => dropPropertyTitles(part, false));
  if (node === null || typeof node !== "object") return;
  if (!isModel && typeof node.title === "string") delete node.title;
  for (const [key, value] of Object.entries(node)) {
    if (key === "$defs") Object.values(value).forEach((model) => dropPropertyTitles(model, true));
    else if (key === "properties") Object.values(value).forEach((part) => dropPropertyTitles(part, false));
    else if (key !== "required" && key !== "enum") dropPropertyTitles(value, false);
  }
}
dropPropertyTitles(schema, true);

// The word that tells messages apart has a default on the server; on the wire it is always there.
for (const model of Object.values(schema.$defs)) {
  const fixed = Object.entries(model.properties ?? {}).filter(([, part]) => "const" in part);
  if (fixed.length > 0) model.required = [...new Set([...(model.required ?? []), ...fixed.map(([name]) => name)])];
}

const code = await compile(schema, "SocketProtocol", {
  additionalProperties: false,
  bannerComment: "/* Generated from meetings/contracts by `npm run types`; never edited by hand. */",
  ignoreMinAndMaxItems: true,
  format: false,
});
const constants = execFileSync(
  python,
  [
    "-c",
    `from meetings.contracts import base, media, schema
print(f"export const CONTRACT = \\"{schema.contract_mark()}\\";")
for module, name in ((base, "PROTOCOL_VERSION"), (media, "AUDIO_SLOTS"), (media, "VIDEO_SLOTS"), (media, "MAX_OFFER_BYTES")):
    print(f"export const {name} = {getattr(module, name)};")`,
  ],
  { cwd: resolve(web, ".."), encoding: "utf8" },
);
mkdirSync(dirname(target), { recursive: true });
let old = "";
try {
  old = readFileSync(target, "utf8");
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}
if (old !== code + constants) writeFileSync(target, code + constants);
