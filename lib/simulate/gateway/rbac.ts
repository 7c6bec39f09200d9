import { type EvaluationEnvironment, evaluate } from '../../checks/cel/evaluation/evaluator';
import { NotEvaluated, outcomeOf } from '../../checks/cel/evaluation/fault';
import { STANDARD_FUNCTIONS } from '../../checks/cel/evaluation/functions';
import { fromJson, type Json } from '../../checks/cel/evaluation/functions/json';
import { Messages } from '../../checks/cel/evaluation/messages';
import { CelMap, type Value } from '../../checks/cel/evaluation/values';
import { CelError } from '../../checks/cel/syntax/cel-error';
import { parseCel } from '../../checks/cel/syntax/parser';
import type { EgressGraph } from '../../checks/graph';
import { type HttpRequest, pathOnly } from '../envoy/http-request';
import type { Claims } from '../envoy/jwt';
import type { Trace } from '../trace/trace';
import type { LocalReplies } from './local-replies';
import { headersAtEnvoy, PartlyKnownMap } from './partly-known';
import type { Selected } from './select-route';
import { policyWith } from './traffic-policies';

const DENIED = {
  status: 403,
  body: 'RBAC: access denied',
  details: 'rbac_access_denied_matched_policy[deny-request]',
  flags: '',
};

/** The expressions of a policy decide on a request. @throws Ended when they refuse it, or when that is not known */
export function passRbac(
  selected: Selected,
  {
    request,
    claims,
    replies,
  }: { readonly request: HttpRequest; readonly claims: Claims | undefined; readonly replies: LocalReplies },
  graph: EgressGraph,
  trace: Trace,
): void {
  const policy = policyWith('rbac', selected, graph);
  const rbac = policy?.spec.rbac;
  if (!policy || !rbac) return;
  const place = { object: policy, path: ['spec', 'rbac'] };
  const environment = environmentOf(request, claims);
  const results = (rbac.policy.matchExpressions ?? []).map((expression) => holds(expression, environment));
  const isMatched = results.includes(true);
  const unknown = results.find((result) => typeof result === 'string');
  if (!isMatched && typeof unknown === 'string') trace.unknown('traffic policy', `not evaluated: ${unknown}`, place);
  if (isMatched === (rbac.action === 'Deny')) {
    const text = isMatched ? 'an expression that denies holds' : 'no expression that allows holds';
    trace.deny('traffic policy', text, place, replies(DENIED, request));
  }
  trace.pass('traffic policy', isMatched ? 'an expression that allows holds' : 'no expression that denies holds', place);
}

/** Whether an expression holds; what it needs and is not known. For Envoy, one that fails does not hold. */
function holds(expression: string, environment: EvaluationEnvironment): boolean | string {
  try {
    const outcome = outcomeOf(() => evaluate(parseCel(expression), environment));
    if ('fault' in outcome) return outcome.fault instanceof NotEvaluated ? outcome.fault.what : false;
    return outcome.value === true;
  } catch (error) {
    if (error instanceof CelError) return error.message;
    throw error;
  }
}

/** Attributes of requests that neither manifests nor a simulated request tell. */
const REQUEST_ATTRIBUTES = /^(?:id|time|size|total_size|duration|useragent|referer)$/;

/** Envoy's attributes, as far as a request shows them. */
function environmentOf({ method, path, authority, headers }: HttpRequest, claims: Claims | undefined): EvaluationEnvironment {
  const names: Readonly<Record<string, Value>> = {
    request: new PartlyKnownMap(
      {
        ...{ method, path, host: authority, scheme: 'http', protocol: 'HTTP/1.1' },
        url_path: pathOnly(path),
        query: path.slice(pathOnly(path).length + 1),
        headers: headersAtEnvoy({ ...Object.fromEntries(headers), ':authority': authority, ':method': method, ':path': path }),
      },
      (name) => (REQUEST_ATTRIBUTES.test(name) ? `request.${name}` : undefined),
    ),
    metadata: CelMap.of({ filter_metadata: metadataOf(claims) }),
  };
  return {
    overloads: (name) => (Object.hasOwn(STANDARD_FUNCTIONS, name) ? STANDARD_FUNCTIONS[name] : undefined),
    isFunction: (name) => Object.hasOwn(STANDARD_FUNCTIONS, name),
    named: (name) => (Object.hasOwn(names, name) ? names[name] : undefined),
    messages: new Messages({}),
  };
}

function metadataOf(claims: Claims | undefined): CelMap {
  if (!claims) return new CelMap();
  return CelMap.of({ 'envoy.filters.http.jwt_authn': CelMap.of({ payload: fromJson(claims as Json) }) });
}
