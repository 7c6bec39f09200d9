import type { KindLine, SourceLine } from './config';
import { constraintsText } from './constraints';
import { type Found, findKind } from './find';
import { type Lock, lockOf } from './lock';
import { moduleText } from './module-text';
import { kebab } from './names';
import { type LocalSource, openSource, type Source } from './source';

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
  return { files: new Map(all.flatMap(({ files }) => files)), lock };
}

function generateKind(source: LocalSource, [apiVersion, kind, only]: KindLine, see: SourceLine['see']): One {
  const found = findKind(source, { apiVersion, kind });
  const name = `${found.resource.group || 'core'}/${kebab(kind)}`;
  const schema = [`${name}.schema.json`, constraintsText(found)] as const;
  const types = only === 'schemaOnly' ? [] : [[`${name}.ts`, moduleText(found, see(kind, apiVersion))] as const];
  return { name, found, files: [...types, schema] };
}
