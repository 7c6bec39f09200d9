import { CONTEXT } from '../../core/context-keys';
import { isObject } from '../../core/shapes';
import { every, type Verdict } from '../../core/verdict';
import { readsRequests } from '../graph';
import { hostRulesIn } from '../graph/host-rules';
import type { TrafficPolicy } from '../graph/policy-levels';
import type { Leg } from './egress-path';
import { decidingOn, extensionPath } from './handling';
import type { Context, PathDemand, Violation } from './violation';

/** The methods that are tried. The last one stands for all others. */
const KNOWN = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];
const OTHER = 'any other method';

/** The demand that requests have these methods only, by the route or by the rules of the host. */
export function permitsMethods(methods: readonly string[]): PathDemand {
  const others = [...KNOWN, OTHER].filter((method) => !methods.includes(method));
  const allowed = methods.join(', ');
  return function* ({ path: { leg, object, at } }, context) {
    if (!leg || !readsRequests(leg.rule.route)) {
      yield {
        object,
        path: at,
        got: 'connections whose requests no gateway reads',
        allowed,
        fix: 'limit the invariant to ways: [http, dynamic]',
      };
      return;
    }
    const routed = others.filter((method) => isRouted(method, leg));
    if (routed.length > 0) yield* undenied(routed, leg, allowed, context);
  };
}

/** Whether a route takes requests with a method. */
function isRouted(method: string, { rule, attachment }: Leg): boolean {
  return [...attachment.via, rule].every(({ matches }) => {
    // The method of a GRPCRoute is an object that names a function, not the method of the request.
    return matches.length === 0 || matches.some((match) => typeof match.method !== 'string' || match.method === method);
  });
}

function* undenied(methods: readonly string[], leg: Leg, allowed: string, context: Context): Iterable<Violation> {
  const { rule } = leg;
  const at = { object: rule.route.object, path: rule.path, allowed };
  const authorization = decidingOn(leg, context.graph);
  const policy = authorization?.policies.find(({ spec }) => hostRulesIn(spec.extAuth?.contextExtensions ?? {}) !== undefined);
  if (policy) {
    const found = methods.filter((method) => isAllowed(method, policy, leg, context));
    if (found.length === 0) return;
    const fix = 'add methods to the rules of the host that allow';
    yield { object: policy, path: extensionPath(CONTEXT.rules), got: `rules that can allow ${found.join(', ')}`, allowed, fix };
  } else if (authorization && !authorization.required) {
    yield { ...at, got: `a route that takes ${methods.join(', ')}`, allowed, fix: 'add a method to each match of the rule' };
  } else {
    const undecided = authorization
      ? 'which methods the request policy allows is not read'
      : 'the Gateway is not among the manifests';
    yield {
      ...at,
      got: `a route that takes ${methods.join(', ')}`,
      allowed,
      fix: 'add a method to each match of the rule',
      undecided,
    };
  }
}

/** Whether the rules of a host can allow a method. What else a rule asks for may hold. */
function isAllowed(method: string, { spec }: TrafficPolicy, { listener }: Leg, { now }: Context): boolean {
  const extensions = spec.extAuth?.contextExtensions ?? {};
  if (Number(extensions[CONTEXT.report]) > now.getTime() / 1000) return true;
  const set = setAt(extensions[CONTEXT.callers] ?? '', listener?.spec.port);
  for (const rule of (hostRulesIn(extensions) ?? []).filter(isObject)) {
    const terms = Array.isArray(rule.when) ? rule.when.filter(isObject) : [];
    const holds = every(terms.map((term) => holdsFor(term, method, set)));
    if (rule.allow !== undefined && holds !== false) return true;
    const isReport = typeof rule.report === 'number' && rule.report > now.getTime() / 1000;
    if (rule.deny !== undefined && holds === true && !isReport) return false;
  }
  return false;
}

function holdsFor(
  { methods, callers }: Readonly<Record<PropertyKey, unknown>>,
  method: string,
  set: string | undefined,
): Verdict {
  if (Array.isArray(methods)) return methods.includes(method);
  return Array.isArray(callers) && set !== undefined ? callers.includes(set) : undefined;
}

/** The set of callers of a listener: `reports` for port 8081 of `http=8080,reports=8081`. */
function setAt(sets: string, port: number | undefined): string | undefined {
  const found = sets.split(',').map((one) => one.split('='));
  return found.find(([, number]) => number === undefined || Number(number) === port)?.[0] || undefined;
}
