import { Chart } from 'cdk8s';
import {
  Approval,
  Caller,
  CallerSet,
  EgressApp,
  EgressGateway,
  ExtAuthPolicy,
  ExternalHost,
  type ExternalHostProps,
  RequestCondition,
  RequestRule,
  Tls,
  Way,
} from '../../../lib';
import type { Dice } from '../../dice';
import type { KubeObject } from '../bed';
import { NAMESPACE, parse } from '../manifests';
import { randomExtras } from './random-token';

/** The listeners, and the service account of team-a that may call each. */
export const LISTENERS = [8080, 8081] as const;

/** The hosts of an app. All are answered by one upstream, in plain HTTP on this port. */
export const HOSTS = ['a.example.com', 'b.example.com', 'deep.sub.example.com', 'old.example.com', 'soon.example.com'] as const;
export const PORT = 11434;

const header = (dice: Dice) => dice.pick(['x-team', 'x-stage', 'authorization']);
const words = ['a', 'b', 'a b', 'ä', ''];

/** A condition that nests at most this deep. */
function condition(dice: Dice, depth = 2): RequestCondition {
  const nested = () => condition(dice, depth - 1);
  const plain = [
    () => RequestCondition.method(...dice.list(1, 2, () => dice.pick(['GET', 'POST', 'DELETE']))),
    () => RequestCondition.path(dice.pick(['/v1', '/v1/*', '/', '/admin/*'])),
    () => RequestCondition.pathMatches(dice.pick(['^/v[12](/|$)', '[0-9]+', '/x$'])),
    () => RequestCondition.query('q', ...dice.list(1, 2, () => dice.pick(['1', 'a b', 'ä']))),
    () => RequestCondition.header(header(dice), ...dice.list(1, 2, () => dice.pick(words.slice(0, 4)))),
    () => RequestCondition.headerMatches(header(dice), dice.pick(['^a', 'b$', '^.$'])),
    () => RequestCondition.headerPresent(header(dice)),
    () => RequestCondition.headerAbsent(header(dice)),
    () => RequestCondition.cel('object.attributes.request.http.path.size() > 6'),
  ];
  const composed = [
    () => RequestCondition.all(nested(), nested()),
    () => RequestCondition.any(nested(), nested()),
    () => RequestCondition.not(nested()),
  ];
  return dice.pick(depth > 0 ? [...plain, ...composed] : plain)();
}

/** Rules of a host; sometimes none, which allows all. */
function rules(dice: Dice): { readonly requests?: readonly RequestRule[] } {
  if (dice.chance(0.2)) return {};
  const requests = dice.list(1, 4, (i) => {
    const match = {
      name: `rule-${i}`,
      ...(dice.chance(0.6) && { methods: dice.list(1, 2, () => dice.pick(['GET', 'POST', 'PUT'])) }),
      ...(dice.chance(0.4) && { paths: dice.list(1, 2, () => dice.pick(['/v1', '/v1/*', '/admin/*', '/'])) }),
      when: dice.list(1, 2, () => condition(dice)),
    };
    if (dice.chance(0.7)) return RequestRule.allow(match);
    return RequestRule.deny({ ...match, ...(dice.chance(0.3) && { reportUntil: dice.pick(['2100-01-01', '2026-01-01']) }) });
  });
  return { requests };
}

const who = { owner: 'team-a', ticket: 'T-1', reason: 'a case', approvedBy: 'the suite' };
const APPROVALS: Readonly<Record<string, Approval>> = {
  'old.example.com': Approval.granted({ ...who, from: '2020-01-01', until: '2021-01-01' }),
  'soon.example.com': Approval.granted({ ...who, from: '2099-01-01', until: '2100-01-01' }),
};
const VALID = Approval.granted({ ...who, from: '2026-01-01', until: '2100-01-01' });

/** The manifests of an app, and the listener of each host. */
export interface RandomApp {
  readonly objects: readonly KubeObject[];
  readonly listeners: ReadonlyMap<string, number>;
}

/** An app with hosts, rules and ways that the dice choose. */
export function randomApp(dice: Dice): RandomApp {
  const listeners = new Map<string, number>();
  const off = ['egress/unlimited-client', 'egress/approval-expired', 'egress/approval-not-begun', 'egress/unsafe-retry'];
  const app = new EgressApp({ severities: Object.fromEntries(off.map((rule) => [rule, 'off'])) });
  const chart = new Chart(app, 'egress');
  const names = { name: 'egress-kgateway', namespace: NAMESPACE };
  const sets = LISTENERS.map(
    (port) => new CallerSet({ name: `set-${port}`, port, callers: [Caller.serviceAccount('team-a', 'agent')] }),
  );
  const gateway = new EgressGateway(chart, 'gateway', { ...names, createNamespace: true, replicas: 1, callerSets: sets });
  const allow = dice.chance(0.5)
    ? [RequestCondition.always()]
    : [RequestCondition.header('x-force-authorized', 'true'), condition(dice)];
  new ExtAuthPolicy(chart, 'authorization', { name: 'kyverno-authz-server', gateway, allow });
  for (const [i, host] of HOSTS.entries()) {
    const ways = i === 1 ? [Way.alias('models')] : [];
    const callers = dice.pick(sets);
    listeners.set(host, callers.port ?? 0);
    const own = rules(dice);
    const props: Partial<ExternalHostProps> = {
      ...own,
      ...('requests' in own && dice.chance(0.2) && { reportUntil: '2100-01-01' }),
    };
    const fixed = {
      gateway,
      host,
      port: PORT,
      tls: Tls.none(),
      approval: APPROVALS[host] ?? VALID,
      ways,
      destination: 'Backend',
    } as const;
    new ExternalHost(chart, `host-${i}`, { ...fixed, callers, ...props });
  }
  return { objects: [...parse(app.synthYaml()), ...randomExtras(dice)], listeners };
}
