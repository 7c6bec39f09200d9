import { filePart, precedesPods, syncWave } from '../core/apply-order';
import { sha256 } from './output-file';
import { OutputError } from './write-error';

/**
 * How objects are distributed over files.
 *
 * - `chart`: one file per chart, with the name that cdk8s gives it, such as `egress.k8s.yaml`.
 * - `object`: one file per object. Its name has the position of the kind in the order of application, the kind, the namespace
 *   and the name: `3-serviceentry.networking.istio.io_shop_api.k8s.yaml`.
 * - `owner`: one file per owner of an approval, for use in CODEOWNERS, such as `owner-team-a.k8s.yaml`. Objects without an owner
 *   are in `common.k8s.yaml`, which is applied first.
 *
 * No layout uses folders, so that `kubectl apply -f dist/` finds all files. If charts depend on each other, the names of their
 * files (`chart`) or objects (`object`) begin with the place of the chart: `0000-crds.k8s.yaml`, `0001-egress.k8s.yaml`. The files
 * of `owner` cannot express such dependencies.
 */
export type Layout = 'chart' | 'object' | 'owner';

/** The data of an object that a layout uses. */
export interface PlacedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The path of the construct that created it, such as an `ExternalHost`, or of its chart. */
  readonly group: string;
  /** Its annotation `egress-owner` under the label domain. Objects of the same group without it have the same owner. */
  readonly owner?: string;
  /** The part of the file, such as 0 for namespaces. In a chart, no part comes before an earlier one. */
  readonly part: number;
}

/** A chart and its objects, in the order in which they are written. */
export interface PlacedChart<T extends PlacedObject> {
  /** Its construct path. */
  readonly path: string;
  /** Its path as a DNS label, which cdk8s uses as the file name. */
  readonly label: string;
  /** Its position among the charts that depend on each other. */
  readonly place?: number;
  readonly objects: readonly T[];
}

/** A file and its objects. */
export interface LaidOutFile<T extends PlacedObject> {
  /** The name in the output folder. */
  readonly path: string;
  readonly objects: readonly T[];
}

/**
 * Assigns each object to a file. The name of a file depends only on its content and on the dependencies of its chart, so that
 * adding or removing other objects renames no file. Names differ by more than case. In a file, the parts of all charts come one
 * after the other, such as namespaces; in a part, objects keep the given order. Objects that are the same object in the cluster, such as two versions of one kind, share a file.
 *
 * @param extension - the extension of files, such as `.k8s.yaml`
 * @returns the files sorted by path; with layout `chart`, also for charts without objects
 * @throws OutputError if two charts have the same file name
 */
export function layOut<T extends PlacedObject>(
  charts: readonly PlacedChart<T>[],
  layout: Layout,
  extension: string,
): LaidOutFile<T>[] {
  checkNames(charts);
  const files = new Map<string, T[]>();
  const put = (path: string, ...objects: readonly T[]) => {
    const file = files.get(path) ?? [];
    files.set(path, file);
    for (const object of objects) file.push(object);
  };
  for (const chart of [...charts].sort((a, b) => compare(nameOf(a), nameOf(b)))) {
    const name = NAMERS[layout](chart, extension);
    if (layout === 'chart') put(`${nameOf(chart)}${extension}`);
    for (const object of chart.objects) put(name(object), object);
  }
  return [...files].sort(([a], [b]) => compare(a, b)).map(([path, objects]) => ({ path, objects: inParts(objects) }));
}

/** For a chart, returns a function from an object to the path of its file. */
type Namer = (chart: PlacedChart<PlacedObject>, extension: string) => (object: PlacedObject) => string;

const NAMERS: Readonly<Record<Layout, Namer>> = {
  chart: (chart, extension) => () => `${nameOf(chart)}${extension}`,
  object: (chart, extension) => (object) => `${placeOf(chart)}${objectName(object, 240 - extension.length)}${extension}`,
  owner: (chart, extension) => {
    const owners = ownersOf(chart);
    return (object) => {
      const owner = object.owner ?? owners.get(object.group);
      return owner === undefined ? `common${extension}` : `owner-${fitted(owner, 200)}${extension}`;
    };
  },
};

/** The name of a chart's file, which begins with its place as in cdk8s. */
function nameOf(chart: PlacedChart<PlacedObject>): string {
  return `${placeOf(chart)}${chart.label}`;
}

function placeOf({ place }: PlacedChart<PlacedObject>): string {
  return place === undefined ? '' : `${String(place).padStart(4, '0')}-`;
}

/** The owner of each construct, if all its objects with an owner have the same. The objects of a chart itself share no owner. */
function ownersOf({ path, objects }: PlacedChart<PlacedObject>): Map<string, string | undefined> {
  const owners = new Map<string, string | undefined>();
  for (const { group, owner } of objects) {
    if (owner === undefined || group === path) continue;
    owners.set(group, owners.has(group) && owners.get(group) !== owner ? undefined : owner);
  }
  return owners;
}

/** The parts never contain `_`, so that all objects have different names. */
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

/** The position of a kind in the order of application. `kubectl apply` applies files in the order of their names. */
function rankOf(kind: string): number {
  const wave = Number(Object.values(syncWave(kind))[0] ?? 0);
  if (precedesPods(kind)) return 1;
  return filePart(kind) < 2 ? filePart(kind) : 4 + wave;
}

const FITTING = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** A text as part of a file name: unchanged if it is valid, else sanitized, with `~` and a hash. Valid texts have no `~`. */
function fitted(text: string, longest: number): string {
  return FITTING.test(text) && text.length <= longest
    ? text
    : withHash(text.toLowerCase().replace(/[^a-z0-9.]+/g, '-'), text, Math.min(longest, 80));
}

function withHash(shown: string, text: string, longest: number): string {
  const hash = sha256(text).slice(0, 16);
  return `${shown.slice(0, longest - hash.length - 1)}~${hash}`;
}

/** All parts one after the other, each in the given order. */
function inParts<T extends PlacedObject>(objects: readonly T[]): T[] {
  return [...objects].sort((a, b) => a.part - b.part);
}

function checkNames(charts: readonly PlacedChart<PlacedObject>[]): void {
  const paths = new Map<string, string>();
  for (const chart of charts) {
    const name = nameOf(chart);
    const other = paths.get(name);
    if (other !== undefined) throw sameName(name, [other, chart.path]);
    paths.set(name, chart.path);
  }
}

function sameName(path: string, charts: readonly string[]): OutputError {
  return new OutputError({
    path,
    got: `the charts ${charts.join(' and ')}, which have the same file name`,
    allowed: 'one chart per file name',
    fix: 'rename one of the charts',
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
