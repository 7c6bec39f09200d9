import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Netns, nodeIp, run } from './netns';

/** The name and the address of the only node. etcd, the API server and Kyverno run on it, and the suite itself. */
export const NODE = { name: 'node1', address: '172.18.0.2' } as const;
/** A node that does not exist, for addresses that belong to pods here. */
export const OTHER_NODE = { name: 'node2', address: '172.18.0.3' } as const;
/** The address from which the kubelet probes pods in ambient mode. istio-cni gives it to all processes of the node. */
export const PROBES = '169.254.7.127';
/** The range of pods. */
export const POD_RANGE = '10.244.0.0/16';
/** The range of Services, and the Service of the cluster's DNS. */
export const SERVICE_RANGE = '10.96.0.0/16';
export const CLUSTER_DNS = '10.96.0.10';
/** Outside: the machine behind `host.docker.internal`, and its public address. */
export const UPSTREAM = '192.168.65.254';
export const PUBLIC_UPSTREAM = '198.51.100.20';
/** Outside: the address of cloud metadata. */
export const METADATA = '169.254.169.254';

// A network of the node's own, as kind has. Each request from the node gets an address of it.
const NODE_RANGE = '172.18.0.0/16';
const BRIDGE = 'kube-bridge';
const GATEWAY = '10.244.0.1';
const LINK = { node: '100.64.0.1', outside: '100.64.0.2' } as const;
// Reserved for documentation (RFC 5737): the Internet of the bed.
const OUTSIDE = ['198.51.100.0/24', UPSTREAM, METADATA];

const FIRST_OUTSIDE = 100;

/** The sysctls of a node. They apply to this network namespace only. */
const SYSCTLS = {
  'ipv4/ip_forward': '1',
  'bridge/bridge-nf-call-iptables': '1',
  // A policy answers each connection that it rejects, not only one a second to each pod, and not only 1,000 a second.
  'ipv4/icmp_ratelimit': '0',
  'ipv4/icmp_ratemask': '0',
};

/** The interface of a pod on the node. The kernel allows 15 characters. */
const linkOf = (number: number): string => `pod${number}`;

/** A place in the network: a namespace with its address. */
export interface Place {
  readonly netns: Netns;
  readonly address: string;
  /** Gives it one more address, which none had before. */
  readonly addAddress: () => string;
  /** Takes it off the network. */
  readonly remove: () => void;
}

/** The networks of the bed: pods on a bridge of the node, and everything outside behind a link of the node. */
export class Network {
  /** Where everything outside of the cluster listens. */
  readonly outside: Netns;
  private readonly folder: string;
  private lastPod = 1;
  private lastOutside = FIRST_OUTSIDE;
  private lastCaller = 256;

  /** Creates the networks in the namespace of this process, which must be new. @param folder for the namespaces of the pods */
  constructor(folder: string) {
    this.folder = folder;
    // Shared, so that a namespace that is unmounted here is unmounted for the programs of other pods too.
    mkdirSync(folder);
    run('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
    run('mount', ['--make-shared', folder]);
    nodeIp([
      'link set lo up',
      `route add local ${NODE_RANGE} dev lo`,
      `route add local ${PROBES} dev lo`,
      // With an address of its own. Otherwise it changes with the pods, and the others lose the way to the node.
      `link add ${BRIDGE} address 0a:58:0a:f4:00:01 type bridge`,
      `address add ${GATEWAY}/16 dev ${BRIDGE}`,
      `link set ${BRIDGE} up`,
    ]);
    for (const [name, value] of Object.entries(SYSCTLS)) writeFileSync(`/proc/sys/net/${name}`, value);
    this.outside = this.createOutside();
  }

  /** A namespace on the bridge, with an address of its own that none had before. */
  createPlace(name: string): Place {
    const address = this.podAddress();
    const link = linkOf(this.lastPod);
    const netns = new Netns(join(this.folder, name));
    nodeIp([`link add ${link} type veth peer name eth0 netns ${netns.path}`, `link set ${link} master ${BRIDGE} up`]);
    netns.ip([`address add ${address}/16 dev eth0`, 'link set eth0 up', `route add default via ${GATEWAY}`]);
    const addAddress = (): string => {
      const other = this.podAddress();
      netns.ip([`address add ${other}/32 dev eth0`]);
      return other;
    };
    const remove = (): void => {
      nodeIp([`link delete ${link}`]);
      netns.remove();
    };
    return { netns, address, addAddress, remove };
  }

  /** An unused public address outside. */
  outsideAddress(): string {
    this.lastOutside += 1;
    if (this.lastOutside > 254) throw new Error('198.51.100.0/24 is used up: stop some upstreams, or let them share an address');
    return `198.51.100.${this.lastOutside}`;
  }

  /** Lets the public addresses be used again. */
  forgetOutside(): void {
    this.lastOutside = FIRST_OUTSIDE;
  }

  /** A new address of the node for a caller. */
  callerAddress(): string {
    this.lastCaller += 1;
    return `172.18.${(this.lastCaller >> 8) & 255}.${this.lastCaller & 255}`;
  }

  private podAddress(): string {
    this.lastPod += 1;
    return `10.244.${this.lastPod >> 8}.${this.lastPod & 255}`;
  }

  private createOutside(): Netns {
    const netns = new Netns(join(this.folder, 'outside'));
    nodeIp([
      `link add outside type veth peer name eth0 netns ${netns.path}`,
      `address add ${LINK.node}/30 dev outside`,
      'link set outside up',
      ...OUTSIDE.map((range) => `route add ${range} via ${LINK.outside} dev outside`),
    ]);
    netns.ip([
      `address add ${LINK.outside}/30 dev eth0`,
      'link set eth0 up',
      `route add default via ${LINK.node}`,
      ...OUTSIDE.map((range) => `route add local ${range} dev lo`),
    ]);
    return netns;
  }
}
