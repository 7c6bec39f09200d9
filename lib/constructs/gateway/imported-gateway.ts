import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { applyFirst, namespaceName } from '../../core/named-resource';
import { declareExternal } from '../../core/registered-findings';
import type { ResolvedSet } from '../caller/caller-sets';
import type { Listener } from '../caller/listener';
import { listenerSetName } from '../caller/listener-place';
import { Decision } from './decision';
import type { ImportedGatewayProps } from './egress-gateway-props';
import { GatewayBase, listenersOf } from './gateway-base';
import { requiresDecision } from './gateway-checks';
import { importedGatewayFields } from './gateway-shapes';

/** A gateway that another repository owns. It creates no objects. */
export class ImportedGateway extends GatewayBase {
  public readonly gatewayName: string;
  public readonly namespace: string;
  public readonly isImported = true;
  public readonly listeners: readonly Listener[] | undefined;
  public readonly decision: Decision | undefined;
  public readonly listenerSets: boolean;
  public readonly leavesUndecided: boolean;
  public override readonly extension: string | undefined;
  public readonly headersToForward: readonly string[];

  constructor(scope: Construct, id: string, given: ImportedGatewayProps) {
    super(scope, id);
    const props = this.read(given, importedGatewayFields);
    this.gatewayName = props.name;
    this.namespace = namespaceName(props.namespace);
    applyFirst(props.namespace);
    this.listeners = props.listeners;
    this.listenerSets = props.listenerSets ?? false;
    this.extension = props.extension;
    this.headersToForward = (props.headersToForward ?? []).map((name) => name.toLowerCase());
    this.decision = requiresDecision(props) ? new Decision(props.name) : undefined;
    this.leavesUndecided = props.decision === 'while-available';
    declareExternal(this, () => (this.isHere() ? [] : this.external()));
  }

  /** The sets of the hosts, with the ports that their owner gave to the listeners. */
  public override get callerSets(): readonly ResolvedSet[] {
    const ports = new Map(this.listeners?.map(({ name, port }) => [name, port]));
    const asOwned = (listener: Listener) => ({ ...listener, port: ports.get(listener.name) ?? listener.port });
    return super.callerSets.map((set) => ({ ...set, listeners: set.listeners.map(asOwned) }));
  }

  /** Whether the app itself creates the Gateway. Then everything that belongs to it must be there too. */
  private isHere(): boolean {
    const isGateway = ({ kind, name, metadata, chart }: ApiObject) =>
      kind === 'Gateway' && name === this.gatewayName && (metadata.namespace ?? chart.namespace) === this.namespace;
    return this.node.root.node.findAll().some((node) => node instanceof ApiObject && isGateway(node));
  }

  /** The objects of an `EgressGateway` to which hosts refer. */
  private external(): string[] {
    const place = (kind: string, name: string) => `${kind} ${this.namespace}/${name}`;
    return [
      place('Gateway', this.gatewayName),
      // Its limit of concurrent retries.
      place('BackendConfigPolicy', this.gatewayName),
      ...(this.decision ? [place('DirectResponse', this.decision.refusalName)] : []),
      ...(this.decision && this.extension !== undefined ? [place('GatewayExtension', this.extension)] : []),
      ...(this.listenerSets
        ? this.hosts.flatMap(listenersOf).map((listener) => place('ListenerSet', listenerSetName(this.gatewayName, listener)))
        : []),
    ];
  }
}
