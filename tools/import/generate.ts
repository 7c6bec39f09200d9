import type { KindLine, SourceLine } from './config';
import { constraintsText } from './constraints';
import { type Found, findKind } from './find';
import { type Lock, lockOf } from './lock';
import { moduleText } from './module-text';
import { kebab } from './names';
import { patternsOf, patternsText } from './patterns-text';
import { ruledSchema } from './rules';
import { type Listed, schemasText } from './schemas-text';
import { type LocalSource, openSource, type Source } from './source';

/** The list of all kinds, beside the folders. */
export const SCHEMAS = 'schemas.ts';

/** The patterns of all kinds, translated. */
export const PATTERNS = 'patterns.ts';

/** Generated files by their path under `imports/`. */
export type Files = ReadonlyMap<string, string>;

export interface Generated {
  readonly files: Files;
  readonly lock: Lock;
}

interface One {
  readonly name: string;
  readonly found: Found;
  readonly files: ReadonlyArray<readonly [path: string, text: string]>;
  readonly patterns: readonly string[];
}

/** Everything that the configuration asks for. Each source is opened once. */
export function generate(config: readonly SourceLine[], open: (source: Source) => LocalSource = openSource): Generated {
  const opened = new Map<string, LocalSource>();
  const all = config.flatMap((line) => {
    const key = JSON.stringify(line.source);
    const source = opened.get(key) ?? open(line.source);
    opened.set(key, source);
    return line.kinds.map((kind) => generateKind(source, kind, line.see));
  });
  const lock = lockOf([...opened.values()], Object.fromEntries(all.map(({ name, found }) => [name, found.origin])));
  const patterns = patternsText(all.flatMap((one) => one.patterns));
  const files = new Map([...all.flatMap((one) => one.files), [SCHEMAS, schemasText(all.map(listed))], [PATTERNS, patterns]]);
  return { files, lock };
}

function generateKind(source: LocalSource, [apiVersion, kind, only]: KindLine, see: SourceLine['see']): One {
  const found = findKind(source, { apiVersion, kind });
  const name = `${found.resource.group || 'core'}/${kebab(kind)}`;
  const { schema: whole, rulesText } = ruledSchema(found);
  const schema = [`${name}.schema.json`, constraintsText(found, whole)] as const;
  const rules = rulesText === '' ? [] : [[`${name}.rules.ts`, rulesText] as const];
  const types = only === 'schemaOnly' ? [] : [[`${name}.ts`, moduleText(found, see(kind, apiVersion))] as const];
  return { name, found, files: [...types, schema, ...rules], patterns: patternsOf(found.resource.schema, rulesText) };
}

function listed({ name, found, files }: One): Listed {
  const { group, kind, version, twins } = found.resource;
  return { group, kind, versions: [version, ...twins], name, hasRules: files.some(([path]) => path.endsWith('.rules.ts')) };
}
