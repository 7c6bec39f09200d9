import { isLabelValue, isQualifiedName } from '../../checks/kubernetes/name-syntax';
import { brandOf, PEER } from '../../core/brand';
import { type NamespaceReference, namespaceName } from '../../core/named-resource';
import { isKubernetesDnsLabel } from '../../core/net/dns';
import { isCelIp, isGoCidr } from '../../core/net/ip';
import {
  BROKEN,
  type Field,
  flag,
  isObject,
  listOf,
  objectOf,
  optional,
  portNumber,
  recordOf,
  required,
  type Shape,
  type ShapeTexts,
  someOf,
  value,
  withType,
} from '../../core/shapes';
import type { ClusterDns } from './cluster-dns';
import type { ApiServerPeerProps, ClusterPeer, PeerFactory, PeerPorts, PodsPeerProps } from './cluster-peer';

type NetworkRule = 'input/peer' | 'input/dns' | 'input/port' | 'input/namespace' | 'input/metrics' | 'input/server';

/** Whether a value is an address, or a range of addresses. */
export function isAddress(given: unknown): given is string {
  return typeof given === 'string' && (isCelIp(given) || isGoCidr(given));
}

/** The shapes of values of network policies, for a rule. */
export function networkShapes(rule: NetworkRule) {
  const port = portNumber(rule, 'correct the port');
  const isNamespace = (given: unknown) =>
    (typeof given === 'string' || isObject(given)) && isKubernetesDnsLabel(namespaceName(given as NamespaceReference));
  const namespace = {
    rule,
    allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
    fix: 'correct the namespace',
  };
  const address = {
    rule,
    allowed: 'an IPv4 or IPv6 address, or a range such as 10.0.0.0/28',
    fix: 'correct the address',
  };
  const label = { rule, allowed: 'the value of a label, with a valid key', fix: 'correct the label' };
  const isLabel = (given: unknown) => typeof given === 'string' && isLabelValue(given);
  return {
    port,
    ports: someOf(port, {
      rule,
      allowed: 'a list of at least one port, such as [8080]',
      fix: 'write the ports as a list',
    }),
    namespace: value(isNamespace, namespace, true),
    addresses: someOf(value(isAddress, address, true), {
      ...address,
      allowed: "a list of at least one address, such as ['192.0.2.10']",
      fix: 'write the addresses as a list',
    }),
    labels: filled(
      recordOf(
        (given, path, reading) => {
          const isValid = isQualifiedName(String(path.at(-1))) && isLabel(given);
          return isValid ? given : reading.report(path, withType(given, true), label);
        },
        { ...label, allowed: "an object of labels, such as { app: 'web' }", fix: 'write the labels as an object' },
      ),
      {
        ...label,
        allowed: "at least one label, such as { app: 'web' }",
        fix: rule === 'input/peer' ? 'add a label, or use ClusterPeer.namespace' : 'add a label, or remove labels',
      },
    ),
  };
}

/** An object with fields: in a NetworkPolicy, an empty selector means everything, as an empty list does. */
function filled(shape: Shape, texts: ShapeTexts): Shape {
  return (given, path, reading) =>
    isObject(given) && Object.keys(given).length === 0 ? reading.report(path, given, texts) : shape(given, path, reading);
}

const ofPeer = networkShapes('input/peer');
const ofDns = networkShapes('input/dns');

/** Takes the place of malformed addresses and labels: nothing has them. */
const NOWHERE = ['192.0.2.1'];
const nobody = (unique: string) => ({ [unique]: unique });

const ports = {
  ports: optional(ofPeer.ports),
  udpPorts: optional(ofPeer.ports),
  inMesh: optional(flag('input/peer', 'correct the value, or remove inMesh for true')),
} satisfies Record<keyof PeerPorts, Field>;

const PEERS = {
  rule: 'input/peer',
  allowed: 'ClusterPeer.namespace(…), pods({ … }), sameNamespace() or apiServer({ … })',
  fix: 'use one of these, such as ClusterPeer.sameNamespace()',
};

/** The addresses of the API server. */
export const apiServerShape: Shape = objectOf(
  {
    addresses: required(ofPeer.addresses, () => NOWHERE),
    port: optional(ofPeer.port),
  } satisfies Record<keyof ApiServerPeerProps, Field>,
  {
    ...PEERS,
    allowed: 'an object { addresses, port }',
    fix: "write the addresses of the API server as { addresses: ['192.0.2.10'] }",
  },
);

const PEER_SHAPES: Readonly<Record<PeerFactory, Shape>> = {
  namespace: objectOf({ ...ports, namespace: required(ofPeer.namespace, (unique) => unique) }, PEERS),
  pods: objectOf(
    {
      ...ports,
      labels: required(ofPeer.labels, nobody),
      namespace: optional(ofPeer.namespace),
    } satisfies Record<keyof PodsPeerProps, Field>,
    PEERS,
  ),
  sameNamespace: objectOf(ports, PEERS),
  apiServer: apiServerShape,
};

/** A peer. The value can be of another copy of this package. */
const peer: Shape = (given, path, reading) => {
  const factory = brandOf(given, PEER);
  if (typeof factory !== 'string' || !Object.hasOwn(PEER_SHAPES, factory)) return reading.report(path, withType(given), PEERS);
  const { props } = given as ClusterPeer;
  const read = PEER_SHAPES[factory as PeerFactory](props, path, reading);
  if (read === BROKEN) return BROKEN;
  return read === props ? given : { [PEER]: factory, props: read };
};

const DNS = {
  rule: 'input/dns',
  allowed: 'an object { namespace, labels, port, addresses }',
  fix: 'describe the name servers, or remove dns for the pods with k8s-app: kube-dns in kube-system',
};

const dns = objectOf(
  {
    namespace: optional(ofDns.namespace),
    labels: optional(ofDns.labels),
    port: optional(ofDns.port),
    addresses: optional(ofDns.addresses),
  } satisfies Record<keyof ClusterDns, Field>,
  DNS,
);

/** A property `allow`: the peers that pods may call. */
export const peersField: Field = optional(
  listOf(peer, { ...PEERS, allowed: 'a list of peers, such as [ClusterPeer.sameNamespace()]', fix: 'write allow as a list' }),
);

/** A property `dns`. */
export const dnsField: Field = optional(dns);
