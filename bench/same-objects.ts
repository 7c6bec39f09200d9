import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { type Command, run } from './measure';

/** @throws Error if a command makes different objects than the first one. Their order does not matter. */
export function proveSame(commands: readonly Command[], folder: string): void {
  const [first, ...others] = commands.map((command) => ({ title: command.title, objects: objectsBy(command, folder) }));
  for (const { title, objects } of others) {
    const missing = [...(first?.objects ?? [])].filter((object) => !objects.has(object));
    const extra = [...objects].filter((object) => !first?.objects.has(object));
    if (missing.length + extra.length === 0) continue;
    throw new Error(`${title} makes different objects than ${first?.title}:\n- ${missing[0]}\n+ ${extra[0]}`);
  }
}

/** The objects that a command prints or writes, each as JSON with sorted keys. */
function objectsBy(command: Command, folder: string): Set<string> {
  run(command, folder);
  const out = join(folder, 'out');
  const files = readdirSync(out).filter((name) => name.endsWith('.yaml'));
  const texts = files.length > 0 ? files.map((name) => join(out, name)) : [join(folder, 'stdout')];
  const documents = texts.flatMap((path) => loadAll(readFileSync(path, 'utf8'), { schema: CORE_SCHEMA }));
  return new Set(documents.filter((document) => document != null).map((document) => JSON.stringify(sorted(document))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, field]) => [key, sorted(field)]));
}
