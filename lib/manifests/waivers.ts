import { WAIVABLE_RULES } from '../core/rule-ids';
import type { Manifest } from './manifest';

/** The prefix of annotations that waive a rule. The name of the rule follows. */
export const WAIVER_PREFIX = 'cdk8s-egress/waive.';

/**
 * The annotation by which an object waives a rule: `cdk8s-egress/waive.retry-budget` for `egress/retry-budget`. Rules with other
 * prefixes keep their prefix: `cdk8s-egress/waive.kgateway.reserved-port`. The value of the annotation is the reason.
 */
export function waiverAnnotation(rule: string): string {
  return WAIVER_PREFIX + rule.replace(/^egress\//, '').replace('/', '.');
}

/**
 * Rules that depend on which CRDs the cluster has: it may have newer ones, or those of the experimental channel. And that on names which
 * only other repositories have.
 */
const SETTABLE: readonly string[] = [
  'invariant/unused',
  'schema/newer-field',
  'schema/newer-value',
  'schema/unknown-field',
  'schema/unknown-kind',
  'schema/unserved-version',
];

/** Whether a rule can be waived. Malformed input, invariants and objects that every API server rejects cannot be waived. */
export function isWaivable(rule: string): boolean {
  return !/^(schema|input|invariant)\//.test(rule) || SETTABLE.includes(rule);
}

/** Whether Istio's webhook rejects the object, whatever is set or waived. Its warnings can be waived. */
export function isIstioRejection({ rule, severity }: { readonly rule: string; readonly severity: string }): boolean {
  return rule.startsWith('istio/') && severity === 'error';
}

/** The reason why an object waives a rule; `undefined` if it does not waive the rule, or specifies no reason. */
export function waiverOf({ metadata }: Manifest, rule: string): string | undefined {
  const { annotations } = metadata;
  if (!annotations || !isWaivable(rule)) return undefined;
  const reason: unknown = annotations[waiverAnnotation(rule)];
  return typeof reason === 'string' && reason.trim() !== '' ? reason : undefined;
}

/** The annotations of an object that specify no reason, and therefore waive nothing. */
export function waiversWithoutReason({ metadata }: Manifest): string[] {
  const { annotations } = metadata;
  const empty: string[] = [];
  for (const key in annotations) if (key.startsWith(WAIVER_PREFIX) && isBlank(annotations[key])) empty.push(key);
  return empty;
}

const WAIVERS: ReadonlySet<string> = new Set(WAIVABLE_RULES.map(waiverAnnotation));

/** The annotations of an object that look like waivers with a reason, and belong to no rule that can be waived. */
export function unknownWaivers({ metadata }: Manifest): string[] {
  const { annotations } = metadata;
  const unknown: string[] = [];
  for (const key in annotations)
    if (key.startsWith('cdk8s-egress/w') && !WAIVERS.has(key) && !isBlank(annotations[key])) unknown.push(key);
  return unknown;
}

/** The rule that an annotation names, as well as it can be read: `egress/retry-buget` for `cdk8s-egress/waive.retry-buget`. */
export function ruleOfWaiver(annotation: string): string {
  const name = annotation.replace(/^[^.]*\./, '').replace('.', '/');
  return name.includes('/') ? name : `egress/${name}`;
}

/** Whether a value is a text of spaces only. The schema reports values that are not texts. */
function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}
