import type { IConstruct } from 'constructs';
import type { Finding } from '../../core/finding';
import { duplicates } from '../../core/group-by';
import { isKubernetesDnsLabel, isServiceName } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { EgressConstruct } from '../base/egress-construct';
import type { Decision } from './decision';
import type { Listener } from './listener';

/** A gateway that hosts are reached through: an `EgressGateway` of this app, or one that another repository owns. */
export interface IEgressGateway extends IConstruct {
  /** The name of the Gateway. */
  readonly gatewayName: string;
  /** The namespace of the Gateway, of its routes and of everything they refer to. */
  readonly namespace: string;
  /** Its listeners; `undefined` when another repository knows them. */
  readonly listeners: readonly Listener[] | undefined;
  /** How requests are let out; `undefined` when the gateway asks for no decision. */
  readonly decision: Decision | undefined;
  /** The hosts of this app that lead through it, in no particular order. */
  readonly hosts: readonly GatewayHost[];
  /** Called by `ExternalHost`. */
  attachHost(host: GatewayHost): void;
  /** Called by `ExtAuthPolicy`. */
  attachPolicy(policy: IConstruct): void;
}

/** What a gateway knows of a host. */
export interface GatewayHost extends IConstruct {
  /** The name of its objects, such as `api.example.com`. Unique per gateway. */
  readonly hostName: string;
  /** Its DNS name in lower case, which requests name in their Host header. Unique per gateway. */
  readonly host: string;
  /** False while the approval is pending: such a host is never let out to. */
  readonly approved: boolean;
}

type BaseSubject = { readonly props: { readonly name: string; readonly namespace: string }; readonly gateway: GatewayBase };

/** What gateways of this app and of others have in common: who attached to them. */
export abstract class GatewayBase extends EgressConstruct implements IEgressGateway {
  public abstract readonly gatewayName: string;
  public abstract readonly namespace: string;
  public abstract readonly listeners: readonly Listener[] | undefined;
  public abstract readonly decision: Decision | undefined;

  public readonly hosts: GatewayHost[] = [];
  /** The policies that decide for this gateway; more than one is an error. */
  public readonly policies: IConstruct[] = [];

  public attachHost(host: GatewayHost): void {
    this.hosts.push(host);
  }

  public attachPolicy(policy: IConstruct): void {
    this.policies.push(policy);
  }

  protected examine(): readonly Finding[] {
    const props = { name: this.gatewayName, namespace: this.namespace };
    return this.check<BaseSubject>({ props, gateway: this }, baseChecks);
  }
}

/** The constructs that share a value which must be theirs alone, as `value: path, path`. */
function shared(hosts: readonly GatewayHost[], key: 'host' | 'hostName'): string[] {
  return duplicates(hosts.map((host) => [host[key], host.node.path]))
    .map(([value, paths]) => `${value}: ${paths.join(', ')}`)
    .sort();
}

const baseChecks: readonly PropCheck<BaseSubject>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isServiceName(props.name),
    allowed: 'a DNS label, as its Service takes the name: a-z, 0-9 and -, a letter first, at most 63 characters',
    fix: 'rename the gateway',
  },
  {
    rule: 'input/namespace',
    path: 'namespace',
    breaks: ({ props }) => !isKubernetesDnsLabel(props.namespace),
    allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
    fix: 'correct the namespace',
  },
  {
    rule: 'input/duplicate-name',
    path: 'hosts.name',
    breaks: ({ gateway }) => shared(gateway.hosts, 'hostName').length > 0,
    got: ({ gateway }) => shared(gateway.hosts, 'hostName').join('; '),
    allowed: 'each name once per gateway',
    fix: 'give one of the hosts another name',
  },
  {
    rule: 'input/duplicate-host',
    path: 'hosts.host',
    breaks: ({ gateway }) => shared(gateway.hosts, 'host').length > 0,
    got: ({ gateway }) => shared(gateway.hosts, 'host').join('; '),
    allowed: 'each host once per gateway: of two routes for one host the older wins',
    fix: 'declare the host once, with all its listeners',
  },
  {
    rule: 'egress/two-policies',
    path: 'policies',
    breaks: ({ gateway }) => gateway.policies.length > 1,
    got: ({ gateway }) => gateway.policies.map((policy) => policy.node.path).sort(),
    allowed: 'one ExtAuthPolicy per gateway: of two the older wins',
    fix: 'put both sets of conditions into one ExtAuthPolicy',
  },
];
