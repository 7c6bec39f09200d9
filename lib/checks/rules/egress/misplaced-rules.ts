import { CONTEXT } from '../../../core/context-keys';
import { KIND } from '../../../core/kinds';
import { memoize, memoizePerObject } from '../../../core/memo';
import type { Path } from '../../../core/path';
import { isObject } from '../../../core/shapes';
import { shortKind } from '../../../manifests/manifest';
import type { EgressGraph, PolicyTarget } from '../../graph';
import { hostRulesIn } from '../../graph/host-rules';
import type { Rule } from '../base/rule';

type Target = PolicyTarget<'gateway.kgateway.dev/TrafficPolicy'>;
type Extensions = Readonly<Record<string, string>>;

/** Context extensions that the request policy ignores or cannot read, so that it refuses requests, or that replace those of a host. */
export const misplacedRules: Rule = {
  id: 'egress/misplaced-rules',
  severity: 'error',
  summary: 'the rules of a host are on the route of another one, are replaced, or cannot be read by the request policy',
  *check({ graph }) {
    for (const target of graph.policies.targets(KIND.TrafficPolicy)) {
      const extensions = target.policy.spec.extAuth?.contextExtensions;
      if (!extensions || !(CONTEXT.host in extensions || CONTEXT.rules in extensions)) continue;
      const unread = readProblem(extensions, graph);
      for (const { key, ...problem } of [...placeProblems(target, extensions, graph), ...(unread ? [unread] : [])]) {
        const path: Path = ['spec', 'extAuth', 'contextExtensions', key];
        yield { object: target.policy, path, ...problem };
      }
    }
  },
};

/** The egress routes that HTTPRoutes are, by namespace and name. */
const httpRoutes = memoizePerObject(
  (graph: EgressGraph) =>
    new Map(
      graph.egressRoutes.filter(({ kind }) => kind === 'HTTPRoute').map((route) => [`${route.namespace}/${route.name}`, route]),
    ),
);

interface Problem {
  readonly key: string;
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
}

function* placeProblems(target: Target, extensions: Extensions, graph: EgressGraph): Iterable<Problem> {
  const { [CONTEXT.host]: host, [CONTEXT.names]: names = '' } = extensions;
  const { kind, namespace, name, sectionName } = target;
  if (kind !== KIND.HTTPRoute) {
    const got = `rules on ${shortKind(kind)} ${namespace}/${name}`;
    yield {
      key: CONTEXT.host,
      got,
      allowed: 'rules on the HTTPRoute of their host: they count for no other',
      fix: 'target the HTTPRoute of the host',
    };
    return;
  }
  const route = httpRoutes(graph).get(`${namespace}/${name}`);
  const lacking = [host ?? '', ...names.split(',')].filter((each) => each !== '' && !route?.hostnames.includes(each));
  if (route && lacking.length > 0) {
    const got = `rules for ${lacking.join(', ')} on a route of ${route.hostnames.join(', ')}`;
    yield {
      key: CONTEXT.host,
      got,
      allowed: 'the hostnames of the route: requests to all others are refused',
      fix: 'target the HTTPRoute of the host, or add the hostname to the route',
    };
  }
  if (sectionName === undefined) return;
  const replaced = graph.policies
    .on(KIND.TrafficPolicy, kind, namespace, name)
    .find((each) => each.policy !== target.policy && each.sectionName === undefined && hasRules(each));
  if (!replaced) return;
  const got = `rules for a rule of the route, which replace those of TrafficPolicy ${replaced.policy.metadata.name}`;
  yield { key: CONTEXT.host, got, allowed: 'one policy with the rules of a host', fix: 'remove the rules from one of the two' };
}

const hasRules = ({ policy }: Target) => policy.spec.extAuth?.contextExtensions?.[CONTEXT.host] !== undefined;

/** Why the request policy could not use the rules. */
function readProblem(extensions: Extensions, graph: EgressGraph): Problem | undefined {
  const { [CONTEXT.rules]: text } = extensions;
  if (text === undefined) return undefined;
  const problem = (got: string, allowed: string, fix: string): Problem => ({ key: CONTEXT.rules, got, allowed, fix });
  const rules = hostRulesIn(extensions);
  if (!rules) return problem(text, 'a JSON list of rules', 'write the rules by ExternalHost, which makes the list');
  const unknown = rules.find((rule) => !isRule(rule));
  if (unknown !== undefined)
    return problem(
      JSON.stringify(unknown),
      'rules { allow or deny: name, when: [conditions] }',
      'correct the rule, which the request policy skips or cannot read',
    );
  const terms = rules.flatMap((rule) => (rule as { when: readonly object[] }).when);
  const unread = terms.find((term) => !isRead(term, graph));
  if (unread === undefined || graph.requestPolicies.length === 0) return undefined;
  return problem(
    JSON.stringify(unread),
    'conditions that the request policy decides on: it refuses all requests for which it meets another one',
    'synthesize the host and its ExtAuthPolicy with the same version',
  );
}

function isRule(rule: unknown): boolean {
  if (!isObject(rule) || !Array.isArray(rule.when) || !rule.when.every(isObject)) return false;
  return [rule.allow, rule.deny].filter((name) => typeof name === 'string').length === 1;
}

/** Whether a request policy decides on a condition. */
function isRead(term: object, graph: EgressGraph): boolean {
  const isWritten = writtenIn(graph);
  const { cel } = term as { cel?: unknown };
  if (typeof cel === 'string') return isWritten(`term.cel == \\"${cel}\\"`);
  return Object.keys(term).some((kind) => isWritten(`has(term.${kind})`));
}

/** Whether a request policy, whose spec is JSON here, has a text. Thousands of hosts have conditions of few kinds. */
const writtenIn = memoizePerObject(({ requestPolicies }: EgressGraph) =>
  memoize((text) => requestPolicies.some((policy) => policy.text.includes(text))),
);
