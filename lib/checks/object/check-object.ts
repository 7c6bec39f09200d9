import { type RuleSeverity, show } from '../../core/finding';
import type { Platform } from '../../core/platform';
import { kindOf, type Manifest } from '../../manifests/manifest';
import { isWaivable, waiverOf } from '../../manifests/waivers';
import { istioIssues } from '../istio';
import { isPinned, schemaOf, validate } from './index';
import type { Objection } from './objection';

/** Against what manifests are checked. */
export interface CheckOptions {
  readonly platform: Platform;
  /** The instant at which approvals are judged. */
  readonly now: Date;
  /** Other severities for rules, by id; `off` leaves a rule out. What can't be waived can't be set. @default - each its own */
  readonly severities?: Severities;
  /** Objects that others own and that are not missing: `Gateway egress-system/egress`. @default - none */
  readonly external?: readonly string[];
}

export type Severities = Readonly<Record<string, RuleSeverity | 'off'>>;

/** Something that is wrong with an object. */
export interface ManifestFinding {
  readonly rule: string;
  readonly severity: RuleSeverity | 'waived';
  readonly object: Manifest;
  /** The field, such as `spec.rules[0].name`; empty for the object as a whole. */
  readonly path: string;
  /** What is wrong, as one sentence. */
  readonly message: string;
  /** The value there, at most {@link LONGEST_GOT} characters of it. */
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
  /** Why it is let pass, for a waived one. */
  readonly reason?: string;
}

/** More of a value is not shown. */
export const LONGEST_GOT = 200;

/** What checking one object came to. */
export interface ObjectResult {
  readonly findings: readonly ManifestFinding[];
  /** Its shape is what the graph and its rules rely on. */
  readonly sound: boolean;
  /** No pinned schema describes it. */
  readonly unknown: boolean;
}

const SOUND: ObjectResult = { findings: [], sound: true, unknown: false };

/** Checks one object for itself: what the API server and Istio's webhook say of it. */
export function checkObject(object: Manifest, options: CheckOptions): ObjectResult {
  const schema = schemaOf(object.apiVersion, object.kind);
  if (!schema) return { findings: [], sound: isNamed(object) && !isPinned(kindOf(object)), unknown: true };
  const issues = validate(object, schema);
  const sound = !issues.some(({ structural }) => structural) && isNamed(object);
  const istio = sound ? istioIssues(object, options.platform.can) : [];
  if (sound && issues.length === 0 && istio.length === 0) return SOUND;
  const refused = issues.map((issue) => findingOf(object, { ...issue, severity: 'error' }, options));
  return { findings: [...refused, ...istio.map((issue) => findingOf(object, issue, options))].flat(), sound, unknown: false };
}

/** Whether an object has a name that it can be found by. */
export function isNamed({ metadata }: Manifest): boolean {
  return typeof metadata?.name === 'string' && (metadata.namespace === undefined || typeof metadata.namespace === 'string');
}

/** What is wrong with an object, before severities and waivers. */
export type Issue = Omit<Objection, 'object'> & Pick<ManifestFinding, 'rule' | 'message'> & { readonly severity: RuleSeverity };

/** An issue with the severity that is set for it, or waived; none where its rule is off. */
export function findingOf(object: Manifest, issue: Issue, { severities = {} }: CheckOptions): ManifestFinding[] {
  const { rule, path, message, allowed, fix } = issue;
  const settable = isWaivable(rule) && !isRefusal(issue);
  const severity = settable ? (severities[rule] ?? issue.severity) : issue.severity;
  if (severity === 'off') return [];
  const got = shorten(show(issue.got));
  const reason = settable ? waiverOf(object, rule) : undefined;
  const said = { rule, object, path, message, got, allowed, fix };
  return [reason === undefined ? { ...said, severity } : { ...said, severity: 'waived', reason }];
}

/** Istio's webhook refuses such an object, whatever is said of it here. */
function isRefusal({ rule, severity }: Issue): boolean {
  return rule.startsWith('istio/') && severity === 'error';
}

function shorten(text: string): string {
  return text.length > LONGEST_GOT ? `${text.slice(0, LONGEST_GOT)}…` : text;
}
