import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { limits as decidesOn } from '../../checks/graph/network/policy-rules';
import { approvalLimitsOf } from '../../core/approval-limits';
import { listAt } from '../../core/group-by';
import { approvalKeysOf } from '../../core/label-domain';
import { namespaceName } from '../../core/named-resource';
import type { IEgressGateway } from '../gateway/gateway-base';
import { deniedNames } from './denied-checks';
import type { Governed } from './governance-policies';
import type { ClientReference, EgressGovernanceProps, RestrictedCaller } from './governance-props';
import type { RestrictedAccount } from './identities-policy';
import { GOVERNANCE_POLICY_NAMES } from './policy-parts';

type Names = Readonly<Record<string, readonly string[]>>;

/** What the policies of a construct need to know. */
export function governed(scope: Construct, props: EgressGovernanceProps): Governed {
  const { gateways = [], exempt = {}, approvers, excludedNamespaces = [], addressClaims: claims = {} } = props;
  const limits = approvalLimitsOf(scope);
  const names = byNamespace(gateways.map(({ namespace, gatewayName }) => [namespace, gatewayName]));
  const clients = sorted(clientNames(props));
  const namespaces = sorted([...clients, ...Object.keys(names)]);
  return {
    ...{
      keys: approvalKeysOf(scope),
      limits,
      exempt,
      approvers,
      excludedNamespaces,
      clients,
      namespaces,
      claims,
    },
    gateways: names,
    denied: deniedNames(props, limits),
    policies: GOVERNANCE_POLICY_NAMES.map((suffix) => `${props.name}-${suffix}`),
    restricted: (props.restrictedCallers ?? []).map(restrictedAccount),
    hosts: () => sorted(hostsOf(gateways).map(({ host }) => host)),
    captured: () => sorted(hostsOf(gateways).flatMap(({ host, isCaptured }) => (isCaptured ? [host] : []))),
    named: () => sorted(hostsOf(gateways).flatMap(({ host, entry }) => (entry === undefined ? [] : [`${host} ${entry}`]))),
    aliases: () =>
      byNamespace(
        gateways.flatMap(({ namespace, hosts }) =>
          hosts.flatMap(({ services = [] }) => services.map((name) => [namespace, name] as const)),
        ),
      ),
    declared: () => byNamespace(networkPolicies(scope, namespaces)),
    attached: () => byNamespace(routesElsewhere(scope, Object.keys(names))),
  };
}

/** The names of the client namespaces, as they are listed. */
export function clientNames({ clients = [] }: EgressGovernanceProps): string[] {
  return clients.map(nameOf);
}

function nameOf(client: ClientReference): string {
  if (typeof client === 'string' || !('namespace' in client)) return namespaceName(client);
  return typeof client.namespace === 'string' ? client.namespace : 'an object whose namespace is not a string';
}

function restrictedAccount({ caller, ...by }: RestrictedCaller): RestrictedAccount {
  return { namespace: caller.namespace, serviceAccount: caller.serviceAccount ?? '', ...by };
}

/** The objects of the app of some kinds, each with its namespace. */
function objectsOf({ node }: Construct, isOf: (kind: string) => boolean) {
  return node.root.node.findAll().flatMap((object) => {
    if (!(object instanceof ApiObject) || !isOf(object.kind)) return [];
    const { kind, name, metadata, chart } = object;
    return [{ kind, name, namespace: metadata.namespace ?? chart.namespace ?? '', json: () => object.toJson() }];
  });
}

/**
 * The NetworkPolicies about egress of the app in some namespaces: namespace and name. Whoever applies the app may create them, and
 * nobody else may delete them. One about ingress could be deleted, and another one created under its name.
 */
function networkPolicies(scope: Construct, namespaces: readonly string[]): [string, string][] {
  const all = objectsOf(scope, (kind) => kind === 'NetworkPolicy');
  return all.flatMap(({ name, namespace, json }) =>
    namespaces.includes(namespace) && decidesOn(json(), 'Egress') ? [[namespace, name]] : [],
  );
}

/** The routes and ListenerSets of the app in other namespaces than these: namespace, and kind with name. */
function routesElsewhere(scope: Construct, namespaces: readonly string[]): [string, string][] {
  const all = objectsOf(scope, (kind) => /Route$|ListenerSet$/.test(kind));
  return all.flatMap(({ kind, name, namespace }) => (namespaces.includes(namespace) ? [] : [[namespace, `${kind} ${name}`]]));
}

const hostsOf = (gateways: readonly IEgressGateway[]) => gateways.flatMap(({ hosts }) => hosts);

const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

/** Sorted lists of names, by sorted namespaces: the order of constructs has no effect. */
function byNamespace(pairs: readonly (readonly [namespace: string, name: string])[]): Names {
  const names = new Map<string, string[]>();
  for (const [namespace, name] of pairs) listAt(names, namespace).push(name);
  return Object.fromEntries(sorted(names.keys()).map((namespace) => [namespace, sorted(listAt(names, namespace))]));
}
