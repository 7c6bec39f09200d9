import { SCHEMAS } from '../../imports/schemas';
import { checkObject } from '../../lib/checks/object/check-object';
import { validate } from '../../lib/checks/object/validate';
import type { SchemaRule } from '../../lib/checks/schema/issue';
import { showPath } from '../../lib/core/path';
import { Platform } from '../../lib/core/platform';
import { minorOf } from '../../lib/core/version-span';
import type { Manifest } from '../../lib/manifests/manifest';
import { config, type SourceLine } from '../../tools/import/config';
import { pastOf } from '../../tools/import/history';
import { kindKeyOf, splitApiVersion } from '../../tools/import/resource';
import { type LocalSource, openSource, type Source } from '../../tools/import/source';
import { samplesOf } from '../conformance/schemas/samples';
import { seedsOf } from '../conformance/schemas/seeds';
import { olderKind } from './older-kind';

/** How the verdicts on one platform compare with those of the CRDs of that release. */
export interface Comparison {
  /** Such as `kgateway 2.2.0`. */
  readonly release: string;
  readonly objects: number;
  /** The objects that the older CRDs reject and the newest accept. */
  readonly newer: number;
  readonly equal: number;
  /** Different verdicts because of fields, values or versions: what the checks promise to know. */
  readonly wrong: readonly string[];
  /** Different verdicts because of limits, patterns and CEL rules, which are not compared between releases; by rule. */
  readonly others: Readonly<Record<string, number>>;
}

const SEED = 20261125;

/** Compares the verdicts on random objects of every kind, for each release whose CRDs can be downloaded. */
export function compareAll(): Comparison[] {
  const opened = new Map<string, LocalSource>();
  const open = (source: Source) => {
    const key = JSON.stringify(source);
    const known = opened.get(key) ?? openSource(source);
    opened.set(key, known);
    return known;
  };
  return config.flatMap((line) => compareLine(line, open));
}

function compareLine({ source, kinds }: SourceLine, open: (source: Source) => LocalSource): Comparison[] {
  const past = pastOf(source, open);
  if (!past) return [];
  return past.releases.flatMap(({ version, source: older }) => {
    const versions = { [past.component]: minorOf(version) };
    if (Platform.problems(versions).length > 0) return [];
    const judged = kinds.flatMap(([apiVersion, kind]) => judgeKind(older, apiVersion, kind, Platform.for(versions)));
    return [summary(`${past.component} ${version}`, judged)];
  });
}

interface Judged {
  readonly object: Manifest;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  readonly newest: boolean;
}

function judgeKind(source: LocalSource, apiVersion: string, kind: string, platform: Platform): Judged[] {
  const pinned = SCHEMAS[kindKeyOf(splitApiVersion(apiVersion).group, kind)];
  if (!pinned) throw new Error(`${kind} is not pinned`);
  const older = olderKind(source, apiVersion, kind);
  const now = new Date();
  const issuesOf = (object: Manifest, on: Platform) =>
    checkObject(object, { platform: on, now }).findings.filter(
      ({ rule, severity }) => rule.startsWith('schema/') && severity === 'error',
    );
  // Users write no status, and its versions are not compared.
  const objects = samplesOf(pinned, seedsOf(apiVersion, kind), SEED).objects.filter((object) => object.status === undefined);
  return (objects as Manifest[]).map((object) => ({
    object,
    ours: issuesOf(object, platform).map(({ rule, path }) => `${rule} ${showPath(path)}`),
    theirs: older ? validate(object, older).map(({ rule, path }) => `${rule} ${showPath(path)}`) : ['not served'],
    newest: issuesOf(object, Platform.for({})).length === 0,
  }));
}

/** The issues by which the older CRDs reject fields, values and versions, in the words of either side. */
const KNOWN: readonly string[] = [
  'schema/unknown-field',
  'schema/enum',
  'schema/newer-field',
  'schema/newer-value',
  'schema/unserved-version',
  'not served',
] satisfies (SchemaRule | 'not served')[];

const ruleOf = (issue: string) => issue.replace(/(schema\/\S+).*/, '$1');

function summary(release: string, judged: readonly Judged[]): Comparison {
  const apart = judged.filter(({ ours, theirs }) => (ours.length === 0) !== (theirs.length === 0));
  const isKnown = ({ ours, theirs }: Judged) => [...ours, ...theirs].every((issue) => KNOWN.includes(ruleOf(issue)));
  const others: Record<string, number> = {};
  for (const { ours, theirs } of apart.filter((one) => !isKnown(one))) {
    const side = ours.length > 0 ? 'only the newest rejects' : 'only the older rejects';
    const key = `${side}: ${[...new Set([...ours, ...theirs].map(ruleOf))].sort().join(', ')}`;
    others[key] = (others[key] ?? 0) + 1;
  }
  const wrong = apart.filter(isKnown).map((one) => JSON.stringify(one).slice(0, 1500));
  const newer = judged.filter(({ newest, theirs }) => newest && theirs.length > 0).length;
  return { release, objects: judged.length, newer, equal: judged.length - apart.length, wrong, others };
}
