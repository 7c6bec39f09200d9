import type { Construct, IConstruct } from 'constructs';
import { Namespace } from '../../../imports/core/namespace';
import { NetworkPolicy } from '../../../imports/networking.k8s.io/network-policy';
import type { Finding } from '../../core/finding';
import { listAt } from '../../core/group-by';
import { DATAPLANE_MODE } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import { applyFirst, joinAmbient, namespaceName } from '../../core/named-resource';
import { makeObject } from '../base/api-object';
import { EgressConstruct } from '../base/egress-construct';
import { clientChecks } from './client-checks';
import type { ClientNamespaceProps } from './client-namespace-props';
import { clientPolicy } from './client-policy';
import { clientFields } from './client-shapes';

/**
 * A namespace whose pods leave the cluster only through egress gateways. A NetworkPolicy denies the egress of all its pods, IPv4
 * and IPv6, except DNS, port 15008 of the gateways, and what `allow` lists. The network plugin of the cluster must enforce it.
 *
 * The namespace must be in the ambient mesh: ztunnel encrypts the calls of its pods, and identifies them to the gateway.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class ClientNamespace extends EgressConstruct {
  /** The name of the namespace. */
  public readonly namespace: string;

  private readonly props: ClientNamespaceProps;

  constructor(scope: Construct, id: string, props: ClientNamespaceProps) {
    super(scope, id);
    this.props = this.read(props, clientFields);
    this.namespace = namespaceName(this.props.namespace);
    applyFirst(this.props.namespace);
    joinAmbient(this.props.namespace);
    listAt(clientsOf(this.node.root), this.namespace).push(this.node.path);
    if (this.props.createNamespace && typeof this.props.namespace === 'string') this.makeNamespace();
    this.makePolicy();
  }

  protected examine(): readonly Finding[] {
    const { props, namespace } = this;
    const others = listAt(clientsOf(this.node.root), namespace).filter((path) => path !== this.node.path);
    return this.check({ props, namespace, others }, clientChecks);
  }

  private makeNamespace(): void {
    const labels = { [DATAPLANE_MODE]: 'ambient' };
    makeObject(this, 'Namespace', Namespace, { metadata: this.clusterMetadata('Namespace', { name: this.namespace, labels }) });
  }

  private makePolicy(): void {
    const { policyName: name = 'egress-through-gateway' } = this.props;
    makeObject(this, 'Resource', NetworkPolicy, {
      metadata: this.metadata('NetworkPolicy', { name, namespace: this.namespace }),
      spec: clientPolicy(this.props),
    });
  }
}

/** The paths of all client namespaces of an app, by their names. */
const clientsOf = memoizePerObject((_root: IConstruct) => new Map<string, string[]>());
