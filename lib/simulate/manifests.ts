import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'cdk8s';
import type { Manifest } from '../manifests/manifest';
import { readableDocuments } from '../manifests/read/readable-documents';

/** The manifests of a cluster, for the tests of an app. */
export class Manifests {
  /** The manifests that an app would write. @throws EgressError for an app with errors */
  public static of(app: App): Manifests {
    return Manifests.fromYaml(app.synthYaml());
  }

  /** The manifests in texts of YAML. */
  public static fromYaml(...texts: readonly string[]): Manifests {
    const documents = texts.flatMap((text) => readableDocuments(text));
    return new Manifests(
      documents.filter((each): each is Manifest => typeof each === 'object' && each !== null && 'kind' in each),
    );
  }

  /** The manifests in the files `*.yaml`, `*.yml` and `*.json` of a folder, such as `dist`, and of the folders in it. */
  public static fromFolder(folder: string): Manifests {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ya?ml|json)$/.test(file));
    return Manifests.fromYaml(...files.sort().map((file) => readFileSync(join(folder, file), 'utf8')));
  }

  /** @param all - the manifests, in order */
  public constructor(public readonly all: readonly Manifest[]) {}

  /** All manifests of a kind, in order. */
  public ofKind(kind: string): Manifest[] {
    return this.all.filter((manifest) => manifest.kind === kind);
  }

  /**
   * One manifest.
   *
   * @param namespace - @default - any
   * @throws Error if there is none of the kind and name, or several
   */
  public get(kind: string, name: string, namespace?: string): Manifest {
    const named = this.ofKind(kind).filter(({ metadata }) => metadata.name === name);
    const found = namespace === undefined ? named : named.filter(({ metadata }) => metadata.namespace === namespace);
    const [only] = found;
    if (only && found.length === 1) return only;
    const others = this.ofKind(kind).map(({ metadata }) => metadata.name);
    throw new Error(`${found.length} manifests are ${kind} ${name}; of this kind there are: ${others.join(', ') || 'none'}`);
  }
}
