import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { now } from '../../core/clock';
import { approvalKeysOf } from '../../core/label-domain';
import { nameOfHost } from '../../core/name-of-host';
import { Platform } from '../../core/platform';
import type { Fields } from '../../core/shapes';
import { EgressConstruct } from '../base/egress-construct';
import type { Callers } from '../caller/caller-sets';
import type { GatewayHost } from '../gateway/gateway-base';
import { type ApprovalState, approvalAnnotations, approvalLabels, approvalState, contentAnnotations } from './approval';
import type { GatewayDestinationProps } from './gateway-destination-props';

/** The labels and annotations of an object. */
export type Marks = Pick<ApiObjectMetadata, 'labels' | 'annotations'>;

/** The common base of destinations outside the cluster: what their gateway needs to know of them, and their approval. */
export abstract class GatewayDestination<P extends GatewayDestinationProps> extends EgressConstruct implements GatewayHost {
  public readonly hostName: string;
  public readonly host: string;
  public readonly port: number;
  public readonly addresses: readonly string[] | undefined;
  public readonly callers: Callers;
  public readonly approved: boolean;
  public abstract readonly listener: string;

  protected readonly props: P;
  protected readonly platform: Platform;
  protected readonly now: Date;
  protected readonly state: ApprovalState;
  /** The label and the annotations of the approval. */
  protected readonly marks: Marks;
  /** What was approved, for all objects that express a part of it. */
  private readonly approvedContent: Readonly<Record<string, string>>;

  protected constructor(scope: Construct, id: string, given: P, fields: Fields<P>) {
    super(scope, id);
    this.props = this.read(given, fields);
    this.platform = Platform.of(this);
    const { name, host, port, addresses, callers, approval } = this.props;
    this.host = host;
    this.hostName = name ?? nameOfHost(host);
    this.port = port;
    this.addresses = addresses;
    this.callers = callers;
    this.now = now(this);
    this.state = approvalState(approval, this.now);
    this.approved = this.state === 'granted';
    const keys = approvalKeysOf(this);
    this.marks = { labels: approvalLabels(this.state, keys), annotations: approvalAnnotations(approval, keys) };
    this.approvedContent = this.approved ? contentAnnotations(approval, keys) : {};
  }

  /** The lines of the host as it is. They are complete when all hosts of the app exist. */
  protected abstract content(): readonly string[];

  /** The same for the comparison with what was approved. Nothing differs while values stand in for malformed ones. */
  protected readonly todaysContent = (): readonly string[] =>
    this.isMalformed ? (this.props.approval.fields.content ?? []) : this.content();

  /** Metadata for an object in the namespace of the gateway, where all objects of a destination are. */
  protected meta(kind: string, name: string, { labels, annotations }: Marks = {}): ApiObjectMetadata {
    return this.metadata(kind, { name, namespace: this.props.gateway.namespace, labels, annotations });
  }

  /** The same for an object that expresses a part of what was approved. */
  protected approvedMeta(kind: string, name: string, { labels, annotations }: Marks = {}): ApiObjectMetadata {
    return this.meta(kind, name, { labels, annotations: { ...annotations, ...this.approvedContent } });
  }
}
