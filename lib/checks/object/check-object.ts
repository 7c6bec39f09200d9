import type { Finding, Problem, RuleSeverity } from '../../core/finding';
import type { Platform } from '../../core/platform';
import { kindOf, type Manifest } from '../../manifests/manifest';
import { isWaivable, waiverOf } from '../../manifests/waivers';
import { istioIssues } from '../istio';
import { isPinned, schemaOf, validate } from './index';

/** Against what manifests are checked. */
export interface CheckOptions {
  /** The versions that the manifests are for: `Platform.for({ kgateway: '2.4' })`. */
  readonly platform: Platform;
  /** The instant at which approvals are judged. */
  readonly now: Date;
  /** Other severities for rules, by id; `off` leaves a rule out. What can't be waived can't be set. @default - each its own */
  readonly severities?: Severities;
  /** Objects that others own and that are not missing: `Gateway egress-system/egress`. @default - none */
  readonly external?: readonly string[];
}

/**
 * Severities by rule id, such as `{ 'egress/retry-budget': 'warning' }`; `off` disables the rule. Malformed input (`input/…`), what
 * the API server rejects (`schema/…`) and what Istio's webhook rejects keep their severity.
 */
export type Severities = Readonly<Record<string, RuleSeverity | 'off'>>;

/** A finding of an object, which is the manifest that was given. */
export type ObjectFinding = Finding & { readonly object: Manifest };

/** What checking one object came to. */
export interface ObjectResult {
  readonly findings: readonly ObjectFinding[];
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
  const istio = sound ? istioIssues(object, options.platform.capabilities) : [];
  if (sound && issues.length === 0 && istio.length === 0) return SOUND;
  const findings = [...issues, ...istio].flatMap((issue) => findingsOf(object, issue, options));
  return { findings, sound, unknown: false };
}

/** Whether an object has a name that it can be found by. */
export function isNamed({ metadata }: Manifest): boolean {
  return typeof metadata?.name === 'string' && (metadata.namespace === undefined || typeof metadata.namespace === 'string');
}

/** A problem of an object with the severity that is set for it, or waived; none where its rule is off. */
export function findingsOf(object: Manifest, problem: Problem, { severities = {} }: CheckOptions): ObjectFinding[] {
  const { rule, path, message, got, allowed, fix } = problem;
  const settable = isWaivable(rule) && !isRefusal(problem);
  const severity = settable ? (severities[rule] ?? problem.severity) : problem.severity;
  if (severity === 'off') return [];
  const reason = settable ? waiverOf(object, rule) : undefined;
  const finding = { rule, object, path, ...(message !== undefined && { message }), got, allowed, fix };
  return [reason === undefined ? { ...finding, severity } : { ...finding, severity: 'waived', reason }];
}

/** Istio's webhook refuses such an object, whatever is set or waived here. */
function isRefusal({ rule, severity }: Problem): boolean {
  return rule.startsWith('istio/') && severity === 'error';
}
