import { ApiObject, type App } from 'cdk8s';
import type { Construct } from 'constructs';
import { parseAllDocuments, stringify } from 'yaml';

/** An object as it is applied to the cluster. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The objects of a YAML stream, in order. An empty document has none; an empty chart writes only such a document. */
export class Manifests {
  public readonly all: readonly Manifest[];

  constructor(yaml: string) {
    const documents = parseAllDocuments(yaml).map((document) => document.toJS({ maxAliasCount: 0 }) as Manifest | null);
    this.all = documents.filter((document) => document !== null);
  }

  /** The names of all objects, as `Kind/name`. */
  public get names(): string[] {
    return this.all.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  }

  public ofKind(kind: string): Manifest[] {
    return this.all.filter((manifest) => manifest.kind === kind);
  }

  public get(kind: string, name: string): Manifest {
    const found = this.ofKind(kind).filter(({ metadata }) => metadata.name === name);
    if (found.length !== 1) throw new Error(`${found.length} of ${kind}/${name} in ${this.names.join(', ')}`);
    return found[0] as Manifest;
  }
}

/** The objects of an app, and the warnings and waived findings that it prints on stderr. */
export function synth(app: App): { readonly manifests: Manifests; readonly stderr: string } {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const yaml = app.synthYaml();
    return { manifests: new Manifests(yaml), stderr: write.mock.calls.map(([text]) => text).join('') };
  } finally {
    write.mockRestore();
  }
}

export const manifests = (app: App): Manifests => synth(app).manifests;

/**
 * The objects that a construct makes, as text for a snapshot: the kind and name of each object, then its fields. A value that
 * fits on one line is printed on one line.
 *
 * @param kinds the kinds to print @default - all
 */
export function outline(construct: Construct, ...kinds: readonly string[]): string {
  const made = construct.node.findAll().filter(ApiObject.isApiObject);
  const shown = made.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
  return shown.map((object) => outlineOf(object.toJson())).join('\n');
}

function outlineOf({ apiVersion: _, kind, metadata, spec, ...fields }: Manifest): string {
  const { name, namespace, ...marks } = metadata;
  const title = `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
  return [title, ...linesOf({ ...marks, ...fields, ...(spec as object | undefined) }, '  ')].join('\n');
}

function linesOf(fields: object, indent: string): string[] {
  const deeper = `${indent}  `;
  return Object.entries(fields).flatMap(([key, value]) => {
    const label = `${indent}${Array.isArray(fields) ? '-' : `${key}:`}`;
    if (typeof value === 'string' && value.includes('\n')) {
      return [`${label} |`, ...value.trimEnd().replace(/^/gm, deeper).split('\n')];
    }
    const line = `${label} ${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`;
    if (line.length <= 130 || typeof value !== 'object') return [line];
    const [first = '', ...more] = linesOf(value, deeper);
    return Array.isArray(fields) ? [`${label} ${first.trim()}`, ...more] : [label, first, ...more];
  });
}
