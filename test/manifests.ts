import type { App } from 'cdk8s';
import { parseAllDocuments } from 'yaml';

/** An object as it goes to the cluster. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The objects of a YAML stream, in its order. An empty document, which is all that an empty chart writes, holds none. */
export class Manifests {
  public readonly all: readonly Manifest[];

  constructor(yaml: string) {
    const documents = parseAllDocuments(yaml).map((document) => document.toJS({ maxAliasCount: 0 }) as Manifest | null);
    this.all = documents.filter((document) => document !== null);
  }

  /** What there is, as `Kind/name`. */
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

/** The objects of an app, and what it tells on stderr of warnings and waived findings. */
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
