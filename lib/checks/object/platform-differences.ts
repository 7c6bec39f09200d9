import { readFileSync } from 'node:fs';
import { memoizePerObject } from '../../core/memo';
import type { Path } from '../../core/path';
import { componentName, type Platform, type PlatformComponent } from '../../core/platform';
import { isOlder, minorOf, type Presence, presenceIn, type Span } from '../../core/version-span';
import { waiverAnnotation } from '../../manifests/waivers';
import type { SchemaIssue } from '../schema/issue';
import type { PinnedKind } from '../schema/kind-schema';
import { isObject } from '../schema/node';

/** The content of `imports/<group>/<kind>.since.json`, as far as it is used here. */
interface Since {
  readonly component: PlatformComponent;
  readonly compared: readonly string[];
  readonly fields: Readonly<Record<string, Span>>;
  readonly values: Readonly<Record<string, Readonly<Record<string, Span>>>>;
}

/** A field or value that the platform lacks, or may lack. */
interface Missing {
  readonly span: Span;
  readonly presence: Exclude<Presence, 'yes'>;
}

/** The steps from a value to what its platform lacks. A step is a field, `[]` for items of a list or `{}` for values of a map. */
interface Place {
  missing?: Missing;
  /** By value; `*` for all values that are not listed. */
  readonly values: Map<string, Missing>;
  readonly listed: Set<string>;
  readonly steps: Map<string, Place>;
}

/** How a platform differs from the pinned schema of a kind. */
export interface Differences {
  /** The fields and values of an object that the platform lacks. */
  issuesOf(object: Readonly<Record<string, unknown>>): readonly SchemaIssue[];
  /** Whether the platform accepts what the pinned schema rejects, because newer versions removed it. */
  accepts(issue: SchemaIssue): boolean;
}

/** The differences of a platform; `undefined` for platforms as new as the pinned schema. Read on the first call. */
export function differencesOf(kind: PinnedKind, platform: Platform): Differences | undefined {
  const known = differences(platform);
  if (!known.has(kind)) known.set(kind, isOld(kind, platform) ? readDifferences(kind, platform) : undefined);
  return known.get(kind);
}

const differences = memoizePerObject((_: Platform) => new Map<PinnedKind, Differences | undefined>());

function isOld({ changed }: PinnedKind, platform: Platform): boolean {
  return changed !== undefined && isOlder(platform.version(changed.component), changed.version);
}

function readDifferences({ file }: PinnedKind, platform: Platform): Differences {
  const since = JSON.parse(readFileSync(file.replace(/\.schema\.json$/, '.since.json'), 'utf8')) as Since;
  const version = platform.version(since.component);
  const root = placesOf(since, version);
  const removed = removedIn(since, version);
  const release = `${componentName(since.component)} ${version}`;
  return {
    issuesOf: (object) => [...walk(object, root, [], { release, since })],
    accepts: ({ rule, path, got }) =>
      (rule === 'schema/unknown-field' && removed.has(keyOf(path))) ||
      (rule === 'schema/enum' && removed.has(`${keyOf(path)}=${got}`)),
  };
}

/** The tree of everything that a version lacks. */
function placesOf({ fields, values, compared }: Since, version: string): Place {
  const root = emptyPlace();
  for (const [path, span] of Object.entries(fields)) {
    const presence = presenceIn(version, span, compared);
    if (presence !== 'yes' && span.since !== undefined) placeAt(root, path).missing = { span, presence };
  }
  for (const [path, spans] of Object.entries(values)) {
    for (const [value, span] of Object.entries(spans)) {
      const presence = presenceIn(version, span, compared);
      const { values: lacking, listed } = placeAt(root, path);
      if (presence === 'yes') listed.add(value);
      else if (span.since !== undefined) lacking.set(value, { span, presence });
    }
  }
  return root;
}

function emptyPlace(): Place {
  return { values: new Map(), listed: new Set(), steps: new Map() };
}

/** The place of a path such as `spec.rules[].filters[].cors`. Adds it if it is new. */
function placeAt(root: Place, path: string): Place {
  const steps = path.match(/\[\]|\{\}|[^.[{]+/g) ?? [];
  return steps.reduce((place, step) => {
    const next = place.steps.get(step) ?? emptyPlace();
    place.steps.set(step, next);
    return next;
  }, root);
}

/** The fields and values, as `path=value`, that a version has and newer ones do not. */
function removedIn({ fields, values, compared }: Since, version: string): ReadonlySet<string> {
  const isRemoved = (span: Span) => span.until !== undefined && presenceIn(version, span, compared) === 'yes';
  const removed = Object.entries(fields).flatMap(([path, span]) => (isRemoved(span) ? [path] : []));
  const ofValues = Object.entries(values).flatMap(([path, spans]) =>
    Object.entries(spans).flatMap(([value, span]) => (isRemoved(span) ? [`${path}=${value}`] : [])),
  );
  return new Set([...removed, ...ofValues]);
}

/** A path as `.since.json` writes it. No path there leads through a map to what was removed. */
function keyOf(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? '[]' : `${index > 0 ? '.' : ''}${step}`)).join('');
}

interface Context {
  readonly release: string;
  readonly since: Since;
}

function* walk(value: unknown, { missing, values, listed, steps }: Place, path: Path, context: Context): Iterable<SchemaIssue> {
  if (missing) {
    yield issue(missing, 'field', value, path, context);
    return;
  }
  const unsupported = values.get(String(value)) ?? (listed.has(String(value)) ? undefined : values.get('*'));
  if (unsupported) yield issue(unsupported, 'value', value, path, context);
  for (const [step, place] of steps)
    for (const [at, inner] of partsOf(value, step)) yield* walk(inner, place, [...path, at], context);
}

/** The parts of a value to which a step leads. */
function partsOf(value: unknown, step: string): (readonly [string | number, unknown])[] {
  if (step === '[]') return Array.isArray(value) ? value.map((item, index) => [index, item] as const) : [];
  if (!isObject(value)) return [];
  if (step === '{}') return Object.entries(value);
  return Object.hasOwn(value, step) && value[step] !== undefined ? [[step, value[step]]] : [];
}

function issue(
  { span, presence }: Missing,
  what: 'field' | 'value',
  got: unknown,
  path: Path,
  { release, since }: Context,
): SchemaIssue {
  const name = what === 'field' ? `the field ${path.at(-1)}` : `the value ${got}`;
  const first = `${componentName(since.component)} ${minorOf(span.since ?? '')}`;
  const sure = presence === 'no';
  const rule = `schema/newer-${what}` as const;
  const isOfChannel = since.component === 'gatewayApi';
  const waiver = `; if the cluster has it by the experimental channel, set the annotation ${waiverAnnotation(rule)} to say so`;
  return {
    rule,
    severity: sure ? 'error' : 'info',
    structural: false,
    path,
    message: sure
      ? `${release} does not have ${name}${isOfChannel ? ' on the standard channel' : ''}`
      : `${first} has ${name}; whether ${release} has it is not known`,
    got,
    allowed: `${name} with ${first} or later`,
    fix: sure
      ? `remove it, or upgrade to ${first}${isOfChannel ? waiver : ''}`
      : 'ask kubectl explain whether your cluster has it, or remove it',
  };
}
