// The library's gateway and decision, for hosts whose other objects the ways bring along.
import assert from 'node:assert/strict';
import { parse, stringify } from 'yaml';
import { Caller, CallerSet, Tls } from '../../../lib';
import { type KubeObject, listAt } from '../bed';
import { dist, on, variant } from '../manifests';
import { ALIASES, HOSTS, LISTENERS, SUFFIX } from './names';

const DECIDED = [HOSTS.transparent, HOSTS.alias, HOSTS.proxy, HOSTS.dynamic];

const REPORTS = new CallerSet({
  name: 'reports',
  port: LISTENERS.reports,
  callers: [Caller.serviceAccount('team-b', 'reports')],
});

/** The two teams of the reference app, whose pods leave only by the gateway. */
export function teams(): KubeObject[] {
  const kinds = ['Namespace', 'NetworkPolicy', 'ServiceAccount'];
  const isOfTeam = ({ metadata: { name, namespace = name } }: KubeObject) => ['team-a', 'team-b'].includes(namespace);
  return dist().filter((one) => kinds.includes(one.kind) && isOfTeam(one));
}

/**
 * The gateway with its authorization. It decides for the hosts, but has no routes to them.
 *
 * @param streams whether it has listeners for TLS and TCP. Without routes, kgateway reports them as not programmed
 */
export function gateway({ streams }: { readonly streams: boolean }): KubeObject[] {
  const hosts = Object.fromEntries(DECIDED.map((host) => [host, { host, port: 443, tls: Tls.originate() }]));
  const made = variant({ gateway: { callerSets: [on('http', LISTENERS.agents), REPORTS] }, hosts });
  // What the gateway may reach is part of the ways here.
  const foreign: readonly string[] = [...DECIDED, 'everything-outside'];
  const own = made.filter(({ metadata }) => !foreign.includes(metadata.name));
  return own.map((one) => {
    if (one.kind === 'Gateway' && streams) return withStreams(one);
    return one.kind === 'ConfigMap' ? withAliases(one) : one;
  });
}

/** Adds the listeners for TLS and for the database. */
function withStreams(one: KubeObject): KubeObject {
  const allowedRoutes = { namespaces: { from: 'Same' } };
  const added = [
    { name: 'tls', port: LISTENERS.tls, protocol: 'TLS', tls: { mode: 'Passthrough' }, allowedRoutes },
    { name: 'db', port: LISTENERS.db, protocol: 'TCP', allowedRoutes },
  ];
  return { ...one, spec: { ...(one.spec as object), listeners: [...listAt(one, 'spec', 'listeners'), ...added] } };
}

interface Policy {
  readonly spec: {
    readonly variables: { name: string; expression: string }[];
    readonly validations: { expression: string }[];
  };
}

/** Makes the decision for aliases that of their host, and for names under the suffix. It always sets the real host. */
function withAliases(config: KubeObject): KubeObject {
  const [file, text] = Object.entries(config.data as Record<string, string>)[0] ?? assert.fail('no policy');
  const policy = parse(text) as Policy;
  const { variables, validations } = policy.spec;
  const named = (name: string) => variables.find((one) => one.name === name) ?? assert.fail(`no variable ${name}`);
  const asked = { name: 'asked', expression: named('host').expression };
  variables.splice(variables.indexOf(named('host')), 0, asked);
  const real = Object.fromEntries(ALIASES.map((one) => [one, HOSTS.alias]));
  named('host').expression = `${JSON.stringify(real)}[?variables.asked].orValue(variables.asked)`;
  const isUnder = `variables.port == ${LISTENERS.agents}u && variables.host.endsWith(".${SUFFIX}")`;
  named('route').expression = exchange(named('route').expression, '.orValue("")', `.orValue(${isUnder} ? "*.${SUFFIX}" : "")`);
  const allow = validations.find(({ expression }) => expression.includes('envoy.Allowed()')) ?? assert.fail('nothing is allowed');
  const decision = '.WithHeader("x-egress-decision", variables.route)';
  allow.expression = exchange(allow.expression, decision, `${decision}.WithHeader("host", variables.host)`);
  return { ...config, data: { [file]: stringify(policy) } };
}

function exchange(text: string, part: string, by: string): string {
  assert.ok(text.includes(part), `${part} is not in ${text}`);
  return text.replace(part, by);
}
