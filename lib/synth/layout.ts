import { filePart, syncWave } from '../core/apply-order';
import { sha256 } from './output-file';
import { OutputError } from './write-error';

/**
 * Which objects share a file.
 *
 * - `chart`: those of a chart, in a file that is named as cdk8s names it: `egress.k8s.yaml`
 * - `object`: none; a folder for each chart, in it a file for each object, named after its place in the order in which
 *   objects must reach the cluster, its kind, namespace and name: `egress/3-serviceentry.networking.istio.io_shop_api.k8s.yaml`
 * - `owner`: those that one team answers for, so that CODEOWNERS can name the file: `owner-team-a.k8s.yaml`; what has no owner
 *   is in `common.k8s.yaml`, which comes first
 */
export type Layout = 'chart' | 'object' | 'owner';

/** What a layout needs to know of an object. */
export interface PlacedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The path of the construct that made it and what belongs to it, such as an `ExternalHost`; or of its chart. */
  readonly group: string;
  /** Its annotation `security.corp/egress-owner`. What belongs to it and has none has the same owner. */
  readonly owner?: string;
}

/** A chart and its objects, in the order in which they shall stand. */
export interface PlacedChart<T extends PlacedObject> {
  /** Its construct path. */
  readonly path: string;
  /** Its path as a DNS label, as cdk8s names it. */
  readonly label: string;
  readonly objects: readonly T[];
}

/** A file and its objects. */
export interface LaidOutFile<T extends PlacedObject> {
  /** Relative to the output folder, `/` between folders. */
  readonly path: string;
  readonly objects: readonly T[];
}

/**
 * Gives each object its file. A file's name depends on nothing but what is in it, so that none is renamed when others come or
 * go, and no two differ only in upper and lower case. Objects in it stand in the given order, but namespaces and admission
 * come first. Objects that the cluster would take for one (versions of a kind) share a file.
 *
 * @param extension - what file names end in, such as `.k8s.yaml`
 * @returns the files by path; with layout `chart`, charts without objects have one, too
 * @throws OutputError when two charts have one label
 */
export function layOut<T extends PlacedObject>(
  charts: readonly PlacedChart<T>[],
  layout: Layout,
  extension: string,
): LaidOutFile<T>[] {
  refuseSameLabels(charts);
  const files = new Map<string, T[]>();
  const put = (path: string, ...objects: readonly T[]) => {
    const file = files.get(path) ?? [];
    files.set(path, file);
    for (const object of objects) file.push(object);
  };
  for (const chart of [...charts].sort((a, b) => compare(a.label, b.label))) {
    const name = NAMERS[layout](chart, extension);
    if (layout === 'chart') put(`${chart.label}${extension}`);
    for (const object of chart.objects) put(name(object), object);
  }
  return [...files].sort(([a], [b]) => compare(a, b)).map(([path, objects]) => ({ path, objects: inParts(objects) }));
}

/** For a chart: the path of the file that an object goes to. */
type Namer = (chart: PlacedChart<PlacedObject>, extension: string) => (object: PlacedObject) => string;

const NAMERS: Readonly<Record<Layout, Namer>> = {
  chart:
    ({ label }, extension) =>
    () =>
      `${label}${extension}`,
  object:
    ({ label }, extension) =>
    (object) =>
      `${label}/${objectName(object, 240 - extension.length)}${extension}`,
  owner: (chart, extension) => {
    const owners = ownersOf(chart);
    return (object) => {
      const owner = object.owner ?? owners.get(object.group);
      return owner === undefined ? `common${extension}` : `owner-${fitted(owner, 200)}${extension}`;
    };
  },
};

/** The owner of each construct whose objects name one and the same. A chart has none: what it makes itself is not one thing. */
function ownersOf({ path, objects }: PlacedChart<PlacedObject>): Map<string, string | undefined> {
  const owners = new Map<string, string | undefined>();
  for (const { group, owner } of objects) {
    if (owner === undefined || group === path) continue;
    owners.set(group, owners.has(group) && owners.get(group) !== owner ? undefined : owner);
  }
  return owners;
}

/** `_` stands in none of the parts, so that no two objects have one name. */
function objectName(object: PlacedObject, longest: number): string {
  const { kind, namespace, name } = object;
  const group = object.apiVersion.includes('/') ? `.${fitted(object.apiVersion.split('/')[0] ?? '', 253)}` : '';
  const parts = [
    `${fitted(kind.toLowerCase(), 63)}${group}`,
    ...(namespace === undefined ? [] : [fitted(namespace, 63)]),
    fitted(name, 253),
  ];
  const full = `${rankOf(kind)}-${parts.join('_')}`;
  return full.length <= longest ? full : withHash(full, full, longest);
}

/** The place of a kind in the order in which objects must reach the cluster: `kubectl apply -R` goes by file names. */
function rankOf(kind: string): number {
  const wave = Number(Object.values(syncWave(kind))[0] ?? 0);
  return filePart(kind) < 2 ? filePart(kind) : 4 + wave;
}

const FITTING = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** A text as a part of a file name: as it is, or what is fit of it and a hash. `~` stands in no text that is as it is. */
function fitted(text: string, longest: number): string {
  return FITTING.test(text) && text.length <= longest
    ? text
    : withHash(text.toLowerCase().replace(/[^a-z0-9.]+/g, '-'), text, Math.min(longest, 80));
}

function withHash(shown: string, text: string, longest: number): string {
  const hash = sha256(text).slice(0, 16);
  return `${shown.slice(0, longest - hash.length - 1)}~${hash}`;
}

/** Namespaces, then admission, then the rest, each in the given order. */
function inParts<T extends PlacedObject>(objects: readonly T[]): T[] {
  return [...objects].sort((a, b) => filePart(a.kind) - filePart(b.kind));
}

function refuseSameLabels(charts: readonly { readonly path: string; readonly label: string }[]): void {
  const paths = new Map<string, string>();
  for (const { path, label } of charts) {
    const other = paths.get(label);
    if (other !== undefined) throw sameLabel(label, [other, path]);
    paths.set(label, path);
  }
}

function sameLabel(path: string, charts: readonly string[]): OutputError {
  return new OutputError({
    path,
    got: `the charts ${charts.join(' and ')}`,
    allowed: 'one chart of this file name',
    fix: 'rename one of them',
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
