import type { KindLine, SourceLine } from './config';
import { constraintsText } from './constraints';
import { type Found, findKind } from './find';
import { type Past, pastOf, sinceText } from './history';
import { type Lock, lockOf } from './lock';
import { moduleText } from './module-text';
import { kebab } from './names';
import { patternsOf, patternsText } from './patterns-text';
import { apiVersionOf } from './resource';
import { ruledSchema } from './rules';
import { type Listed, schemasText } from './schemas-text';
import { type LocalSource, openSource, type Source } from './source';

/** The file that lists all kinds, in the root of `imports/`. */
export const SCHEMAS = 'schemas.ts';

/** The file of the patterns that `RegExp` can test. */
export const PATTERNS = 'patterns/index.ts';

/** Generated files by their path in `imports/`. */
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

/** Generates all configured kinds. Opens each source once. */
export function generate(config: readonly SourceLine[], open: (source: Source) => LocalSource = openSource): Generated {
  const opened = new Map<string, LocalSource>();
  const openOnce = (source: Source) => {
    const key = JSON.stringify(source);
    const known = opened.get(key) ?? open(source);
    opened.set(key, known);
    return known;
  };
  const all = config.flatMap((line) => generateLine(line, openOnce));
  const lock = lockOf([...opened.values()], Object.fromEntries(all.map(({ name, found }) => [name, found.origin])));
  const patterns = patternsText(all.flatMap((one) => one.patterns));
  const files = new Map([...all.flatMap((one) => one.files), [SCHEMAS, schemasText(all.map(listed))], [PATTERNS, patterns]]);
  return { files, lock };
}

function generateLine({ source, kinds, see }: SourceLine, open: (source: Source) => LocalSource): readonly One[] {
  const pinned = open(source);
  const past = pastOf(source, open);
  return kinds.map((kind) => {
    const one = generateKind(pinned, kind, see);
    return past ? { ...one, files: [...one.files, sinceFile(one, past)] } : one;
  });
}

/** The since-data of a kind: in which versions of its component each field exists. */
function sinceFile({ name, found }: One, past: Past): readonly [path: string, text: string] {
  return [`${name}.since.json`, sinceText(past, { apiVersion: apiVersionOf(found.resource), kind: found.resource.kind })];
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
