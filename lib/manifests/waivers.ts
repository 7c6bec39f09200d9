import type { Manifest } from './manifest';

/** What the annotation that waives a rule begins with; the rule's name follows. */
export const WAIVER_PREFIX = 'cdk8s-egress/waive.';

/**
 * The annotation by which an object waives a rule: `egress/retry-budget` is `cdk8s-egress/waive.retry-budget`, the rules of
 * other prefixes keep theirs, as in `cdk8s-egress/waive.kgateway.reserved-port`. Its value is the reason.
 */
export function waiverAnnotation(rule: string): string {
  return WAIVER_PREFIX + rule.replace(/^egress\//, '').replace('/', '.');
}

/**
 * Whether a rule can be waived: not malformed input, nor what the API server refuses; but for a field that the pinned schema
 * does not know, as the cluster's own may.
 */
export function isWaivable(rule: string): boolean {
  return !/^(schema|input)\//.test(rule) || rule === 'schema/unknown-field';
}

/** The reason for which an object waives a rule; `undefined` where it does not, or says none. */
export function waiverOf({ metadata }: Manifest, rule: string): string | undefined {
  const { annotations } = metadata;
  if (!annotations || !isWaivable(rule)) return undefined;
  const reason: unknown = annotations[waiverAnnotation(rule)];
  return typeof reason === 'string' && reason.trim() !== '' ? reason : undefined;
}

/** The annotations of an object that would waive a rule, but say no reason: they waive nothing. */
export function waiversWithoutReason({ metadata }: Manifest): string[] {
  const { annotations } = metadata;
  const empty: string[] = [];
  for (const key in annotations) if (key.startsWith(WAIVER_PREFIX) && isBlank(annotations[key])) empty.push(key);
  return empty;
}

/** A text of nothing but spaces; what is no text at all is for the schema to tell. */
function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}
