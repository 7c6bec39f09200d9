/*
 * Brands mark the values that factories such as `Tls.none()` create. A program can load this package twice, so that a value has the
 * class of the other copy. The symbols are the same in all copies, and JSON has no symbols.
 */

/** The brand of `Tls`. Its value is the factory. */
export const TLS = Symbol.for('cdk8s-egress.tls');
/** The brand of `Approval`. Its value is the kind. */
export const APPROVAL = Symbol.for('cdk8s-egress.approval');
/** The brand of `RequestCondition`. */
export const CONDITION = Symbol.for('cdk8s-egress.request-condition');
/** The brand of `RequestRule`. Its value is the effect. */
export const REQUEST_RULE = Symbol.for('cdk8s-egress.request-rule');
/** The brand of `AuthorizationServer`. Its value is the factory. */
export const SERVER = Symbol.for('cdk8s-egress.authorization-server');
/** The brand of `ClusterPeer`. Its value is the factory. */
export const PEER = Symbol.for('cdk8s-egress.cluster-peer');
/** The brand of `MetricsAccess`. Its value is the factory. */
export const METRICS = Symbol.for('cdk8s-egress.metrics-access');
/** The brand of `Way`. Its value is the kind. */
export const WAY = Symbol.for('cdk8s-egress.way');
/** The brand of `Caller`. */
export const CALLER = Symbol.for('cdk8s-egress.caller');
/** The brand of `CallerSet`. */
export const CALLER_SET = Symbol.for('cdk8s-egress.caller-set');

/** The brand of `Token`. Its value is the kind. */
export const TOKEN = Symbol.for('cdk8s-egress.token');
/** The brand of `Credential`. Its value is the kind. */
export const CREDENTIAL = Symbol.for('cdk8s-egress.credential');

/** The value of a brand; `undefined` for values without it. */
export function brandOf(given: unknown, brand: symbol): unknown {
  return typeof given === 'object' && given !== null ? (given as Record<symbol, unknown>)[brand] : undefined;
}
