import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { type FactDefinition, factNames, facts } from "./facts/index.ts";

/** Writes `docs/catalogue.md` from the catalogue of facts; with `--check` it only says whether the page is true. */
const file = new URL("../docs/catalogue.md", import.meta.url);

const jsonSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  format: z.string().optional(),
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
  get items() {
    return jsonSchema.optional();
  },
  get anyOf() {
    return z.array(jsonSchema).optional();
  },
});
type JsonSchema = z.infer<typeof jsonSchema>;

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.type === "array") return `list of ${schema.items ? typeOf(schema.items) : "values"}`;
  return schema.format ?? String(schema.type ?? "value");
}

/** The object a field holds, where it holds one (also inside a list or beside null). */
function objectIn(schema: JsonSchema): JsonSchema | null {
  if (schema.properties) return schema;
  if (schema.items) return objectIn(schema.items);
  for (const choice of schema.anyOf ?? []) {
    const found = objectIn(choice);
    if (found) return found;
  }
  return null;
}

function rows(schema: JsonSchema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = objectIn(field);
    const description = field.description ?? inner?.description;
    if (description === undefined) throw new Error(`${path}${name} has no sentence in the catalogue`);
    const mark = field.type === "array" ? "[]" : "";
    return [
      `| \`${path}${name}${mark}\` | ${typeOf(field)} | ${description} |`,
      ...(inner ? rows(inner, `${path}${name}${mark}.`) : []),
    ];
  });
}

function table(schema: z.ZodType): string {
  const json = jsonSchema.parse(z.toJSONSchema(schema, { io: "output" }));
  return ["| field | type | meaning |", "|---|---|---|", ...rows(json, "")].join("\n");
}

function chapter(fact: FactDefinition): string {
  const event = fact.event === null ? "" : `\n\n### Events of \`${fact.name}\`\n\n${table(fact.event)}`;
  return `## ${fact.name}: ${fact.title.ja}（${fact.title.en}）

${fact.what.ja}。
目的：${fact.why.ja}。

${fact.what.en}. ${fact.why.en}.

Schema version ${fact.version}.

${table(fact.value)}${event}`;
}

const page = `# The catalogue of facts

Made by \`npm run catalogue\` from \`shared/facts\`; do not edit it by hand. Hinomi collects what stands here and
nothing else: no keystrokes, no screen contents, no file names or contents, no browsing history.

${factNames.map((name) => chapter(facts[name])).join("\n\n")}
`;

if (process.argv.includes("--check")) {
  let written = "";
  try {
    written = readFileSync(file, "utf8");
  } catch {
    written = "";
  }
  if (written !== page) {
    process.stderr.write("docs/catalogue.md is not what shared/facts says; run: npm run catalogue\n");
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, page);
}
