import type { KindLine, SourceLine } from './config';
import { constraintsText } from './constraints';
import { type Found, findKind } from './find';
import { newestChange, type Past, pastOf, sinceOf, sinceText } from './history';
import { type Lock, lockOf } from './lock';
import { moduleText } from './module-text';
import { kebab } from './names';
import { patternsOf, patternsText } from './patterns-text';
import { apiVersionOf } from './resource';
import { ruledSchema } from './rules';
import { type Listed, schemasText } from './schemas-text';
import { groupsOfCrds, groupsOfOpenApi, type ServedGroup, servedText } from './served';
import { type LocalSource, openSource, type Source } from './source';

/** The file that lists all kinds, in the root of `imports/`. */
export const SCHEMAS = 'schemas.ts';

/** The file that lists the API versions of all kinds of known groups. */
export const SERVED = 'served.json';

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
  /** The newest minor version in which a field was added or removed, and what it is a version of. */
  readonly changed?: Listed['changed'];
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
  const served = servedText(config.flatMap((line) => groupsOf(line, openOnce)));
  const files = new Map([
    ...all.flatMap((one) => one.files),
    [SCHEMAS, schemasText(all.map(listed))],
    [SERVED, served],
    [PATTERNS, patterns],
  ]);
  return { files, lock };
}

function generateLine({ source, kinds, see }: SourceLine, open: (source: Source) => LocalSource): readonly One[] {
  const pinned = open(source);
  const past = pastOf(source, open);
  return kinds.map((kind) => {
    const one = generateKind(pinned, kind, see);
    return past ? withPast(one, past) : one;
  });
}

/** All kinds of the groups of a source. */
function groupsOf({ source, groups = [] }: SourceLine, open: (source: Source) => LocalSource): readonly ServedGroup[] {
  const past = pastOf(source, open);
  return past ? groupsOfCrds(groups, past) : groupsOfOpenApi(groups, open(source));
}

/** A kind with its since-data: in which versions of its component each field exists. */
function withPast(one: One, past: Past): One {
  const name = { apiVersion: apiVersionOf(one.found.resource), kind: one.found.resource.kind };
  const since = sinceOf(past, name);
  const version = newestChange(since);
  return {
    ...one,
    files: [...one.files, [`${one.name}.since.json`, sinceText(since, name)]],
    ...(version !== undefined && { changed: { component: past.component, version } }),
  };
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

function listed({ name, found, files, changed }: One): Listed {
  const { group, kind, version, twins } = found.resource;
  const hasRules = files.some(([path]) => path.endsWith('.rules.ts'));
  return { group, kind, versions: [version, ...twins], name, hasRules, ...(changed && { changed }) };
}
