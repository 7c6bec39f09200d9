import type { Construct } from 'constructs';
import { BackendConfigPolicy, type BackendConfigPolicySpec } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import { DirectResponse } from '../../../imports/gateway.kgateway.dev/direct-response';
import { TrafficPolicy, type TrafficPolicyExtAuth } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import { BackendTLSPolicy, type BackendTLSPolicySpec } from '../../../imports/gateway.networking.k8s.io/backend-tls-policy';
import { HTTPRoute, type HTTPRouteRule } from '../../../imports/gateway.networking.k8s.io/http-route';
import type { Finding } from '../../core/finding';
import { instantOf } from '../../core/instant';
import { waiverAnnotation } from '../../manifests/waivers';
import { type CompiledRules, compileRules } from '../authz/compiled-rules';
import { contextExtensions } from '../authz/context-extensions';
import { tokenPart } from '../authz/tokens/token';
import { makeObject } from '../base/api-object';
import { later } from '../base/later';
import type { CallerSet } from '../caller/caller-set';
import { refusalRule } from '../gateway/decision';
import { dynamicTls } from '../gateway/dynamic-backends';
import { extensionOf, type GatewayHost, listenersOf, parentOf, portOfListener } from '../gateway/gateway-base';
import { type RateLimit, rateLimitPart } from '../gateway/rate-limit';
import { retryLimitLabel } from '../gateway/retry-limit';
import type { PolicyNeeds } from '../gateway/server-pods';
import { makeAlias, serviceNames } from './alias';
import { refusalText, withdrawalText } from './approval';
import { contentOf } from './approval-content';
import { capture, captureName } from './capture';
import { credentialHeader } from './credential';
import { DESTINATIONS, type DestinationProps, type DestinationStrategy } from './destination';
import { destinationOf, isTransparent, sharedBackendOf, transparentPort } from './destination-choice';
import { externalHostContent } from './external-host-content';
import type { ExternalHostProps } from './external-host-props';
import { GatewayDestination, type Marks } from './gateway-destination';
import { hostChecks, READS_SUFFIX, RULES_SUFFIX } from './host-checks';
import { backendConfigSpec, MAX_BODY, type TrafficParts, trafficPolicySpec } from './host-policies';
import { hostRules } from './host-rules';
import { hostFields } from './host-shapes';
import { LIMIT_SUFFIX } from './limit-checks';
import { Resilience } from './resilience';
import { isOpenPlaintext, Tls, type TlsParts, tlsParts } from './tls';
import type { Undecided } from './undecided';
import type { Way } from './way';

/**
 * One destination outside the cluster: the object that names it, with its approval, and the policies for TLS, retries and
 * timeouts. Its HTTPRoute forwards a request only if the request carries the gateway's decision for this host.
 */
export class ExternalHost extends GatewayDestination<ExternalHostProps> implements GatewayHost {
  public readonly listener: string;
  public readonly refusal: string | undefined;

  /** The names of its aliases, which requests can specify in their Host header too. */
  public readonly aliases: readonly string[];
  public readonly services: readonly string[];
  /** The Backend that it shares with other dynamic hosts of its gateway; `undefined` if it has a destination of its own. */
  public readonly sharedBackend: string | undefined;

  private readonly resilience: Resilience;
  private readonly tls: Tls;
  private readonly target: DestinationProps;
  private readonly destination: DestinationStrategy;
  private readonly ways: readonly Way[];
  private readonly rules: CompiledRules;

  constructor(scope: Construct, id: string, props: ExternalHostProps) {
    super(scope, id, props, hostFields);
    this.refusal = refusalText(this.host, this.props.approval, this.state);
    this.tls = this.props.tls ?? Tls.originate();
    const { host, port, protocol = 'http', objectNames = {} } = this.props;
    this.resilience = new Resilience(this.props, this.tls.origination === undefined && protocol === 'http');
    this.ways = this.props.ways ?? [];
    this.rules = compileRules(this.props.requests);
    this.services = [...new Set(this.ways.flatMap(({ alias = [] }) => alias))];
    this.aliases = this.services.flatMap((service) => serviceNames(service, this.props.gateway.namespace));
    const kind = destinationOf(this.props);
    this.destination = DESTINATIONS[kind];
    this.sharedBackend = sharedBackendOf(this.props, kind);
    this.target = { name: this.sharedBackend ?? objectNames.destination ?? this.hostName, host, port, protocol };
    this.listener = this.props.gateway.attachHost(this);
    this.makeWays();
    if (this.approved) this.makeEgressRoute();
    else if (this.refusal) this.makeRefusal(this.refusal);
    else if (this.props.gateway.decision) this.makeRoute([this.props.gateway.decision.refusal], this.marks);
  }

  protected examine(): readonly Finding[] {
    const { props, resilience, tls, hostName, configurable, breaker, now } = this;
    const { protocol } = this.target;
    const { capabilities } = this.platform;
    return this.check(
      { props, resilience, tls, protocol, hostName, configurable, breaker, capabilities, now, content: this.todaysContent },
      hostChecks,
    );
  }

  protected content(): readonly string[] {
    return contentOf(externalHostContent(this.props, this.listener, this.tls, this.rules));
  }

  /** Whether a BackendConfigPolicy can attach to the destination, to set TLS and the limit of concurrent retries. */
  private get configurable(): boolean {
    return this.destination.configurable(this.platform.capabilities);
  }

  private get breaker(): boolean {
    return this.configurable && this.platform.capabilities.circuitBreakers;
  }

  /** Creates the objects in the order in which they must reach the cluster: TLS, destination, retries and timeouts, route. */
  private makeEgressRoute(): void {
    if (!this.sharedBackend) {
      const { validation, backendConfig } = this.tlsParts;
      if (validation) this.makeBackendTls(validation);
      const { dns, maxStreamDuration } = this.props;
      const own = [backendConfig, this.resilience.maxConcurrentRetries, dns, maxStreamDuration].some(
        (setting) => setting !== undefined,
      );
      if (own) this.makeBackendConfig(backendConfig);
      this.makeDestination(own);
    }
    this.makeTrafficPolicies();
    if (this.rateLimit) this.makeRateLimit(this.rateLimit);
    const { gateway } = this.props;
    const { host, resilience, destination } = this;
    const backendRef = destination.backendRef(this.target);
    this.makeRoute(
      hostRules({ host, decision: gateway.decision, backendRef, resilience }),
      this.sharedBackend ? this.routeMarks : {},
    );
  }

  /** kgateway reports a policy for the whole route as overridden if a rule has its own policy. */
  private makeTrafficPolicies(): void {
    const { forAll, forReads } = this.resilience;
    const part = { ...this.ownPart, ...forAll };
    const { decision } = this.props.gateway;
    if (forReads) {
      this.makeTrafficPolicy('TrafficPolicy', '', part, 'decided');
      this.makeTrafficPolicy('ReadsTrafficPolicy', READS_SUFFIX, { ...this.ownPart, ...forReads }, 'reads');
      if (decision) this.makeAuthorization(RULES_SUFFIX, 'refused', this.ownPart);
    } else if (decision || Object.keys(part).length > 0) this.makeAuthorization('', undefined, part);
  }

  /**
   * What all rules have, also the one of requests without a decision: Envoy decides which filters a request passes by the rule that
   * the request matches at first.
   */
  private get ownPart(): TrafficParts {
    const { credential, token } = this.props;
    return { ...(credential && { headerModifiers: credentialHeader(credential) }), ...(token && tokenPart(token)) };
  }

  private get tlsParts(): TlsParts {
    if (this.isDynamic) return { backendConfig: dynamicTls(this.tls.origination?.caSecret) };
    return tlsParts(this.tls, this.host, this.target.protocol);
  }

  public get isDynamic(): boolean {
    return this.destination === DESTINATIONS.dynamic;
  }

  /** Its name, and the port if it is not that of its protocol. */
  public get authority(): string {
    const usual = this.tls.origination ? 443 : 80;
    return this.port === usual ? this.host : `${this.host}:${this.port}`;
  }

  public get isCaptured(): boolean {
    return isTransparent(this.props);
  }

  /** The name of its destination's ServiceEntry, if another name than the host was chosen. */
  public get entry(): string | undefined {
    const { name, objectNames } = this.props;
    return this.isCaptured ? undefined : (objectNames?.destination ?? name);
  }

  public get asksForToken(): boolean {
    return this.props.token !== undefined;
  }

  public get byProxy(): boolean {
    return this.ways.some(({ kind }) => kind === 'proxy');
  }

  /** What sends the calls of applications to the gateway. It stays when the approval ends, so that callers learn why. */
  private makeWays(): void {
    const { props, listener, host } = this;
    for (const service of this.services)
      makeAlias(this, props.gateway, listener, { ...this.meta('Service', service), name: service });
    for (const { kind, settings } of this.ways) {
      if (kind !== 'transparent') continue;
      const port = settings.port ?? transparentPort(this.props);
      capture(this, props.gateway, host, { port, protocol: 'HTTP', listener }, this.meta('ServiceEntry', captureName(host)));
    }
  }

  private makeBackendTls(validation: BackendTLSPolicySpec['validation']): void {
    const targetRefs = [this.destination.tlsTarget(this.target)];
    const metadata = this.approvedMeta('BackendTLSPolicy', this.hostName);
    makeObject(this, 'BackendTls', BackendTLSPolicy, { metadata, spec: { targetRefs, validation } });
  }

  /** Only for settings that the gateway's policy lacks: if two policies target one host, the older one takes precedence. */
  private makeBackendConfig(tls: BackendConfigPolicySpec['tls']): void {
    const { breaker, resilience, props } = this;
    const targetRefs = [this.destination.configTarget(this.target)];
    const metadata = this.approvedMeta('BackendConfigPolicy', this.hostName);
    const spec = backendConfigSpec({
      targetRefs,
      breaker,
      resilience,
      dns: props.dns,
      maxStreamDuration: props.maxStreamDuration,
      tls,
    });
    makeObject(this, 'BackendConfig', BackendConfigPolicy, { metadata, spec });
  }

  private makeDestination(ownConfig: boolean): void {
    const { gateway } = this.props;
    const marks = this.marks;
    const underLimit = !ownConfig && this.breaker && this.resilience.retries > 0;
    const labels = underLimit ? Object.assign({}, retryLimitLabel(gateway.gatewayName), marks.labels) : marks.labels;
    const { kind } = this.destination.tlsTarget(this.target);
    const annotations = Object.assign({}, marks.annotations, this.plaintextWaiver);
    const metadata = this.approvedMeta(kind, this.target.name, { labels, annotations });
    this.destination.make(this, metadata, this.target, this.platform.capabilities);
  }

  /**
   * A route that answers every request with the reason, and no destination: an approval that is not in force never leads out,
   * whatever the severity of its finding and its waivers.
   */
  private makeRefusal(body: string): void {
    const { annotations } = this.marks;
    makeObject(this, 'Refusal', DirectResponse, {
      metadata: this.meta('DirectResponse', this.hostName, { annotations }),
      spec: { status: 403, body },
    });
    this.makeRoute([refusalRule(this.hostName)], this.marks);
    if (this.props.gateway.decision) this.makeAuthorization('');
  }

  /** The policy of the rule whose requests have no decision yet, which tells the request policy what may leave. */
  private makeAuthorization(suffix: string, rule?: string, part: TrafficParts = {}): void {
    const { gateway } = this.props;
    const spec = later(() => {
      const extension = gateway.decision && extensionOf(gateway);
      const extAuth = extension === undefined ? {} : { extAuth: { ...this.extAuth, extensionRef: { name: extension } } };
      return trafficPolicySpec(this.routeName, { ...part, ...extAuth }, rule);
    });
    const metadata = this.approvedMeta('TrafficPolicy', `${this.trafficPolicyName}${suffix}`, { annotations: this.repeatWaiver });
    makeObject(this, rule ? 'RulesTrafficPolicy' : 'TrafficPolicy', TrafficPolicy, { metadata, spec });
  }

  private get extAuth(): Pick<TrafficPolicyExtAuth, 'contextExtensions' | 'withRequestBody'> {
    const { props, host, aliases, authority, rules } = this;
    const { approval, credential, gateway, reportUntil, maxBodyBytes = MAX_BODY } = props;
    const { owner, ticket } = approval.fields;
    const millis = (instant: string | undefined) => instantOf(instant)?.millis ?? Number.NaN;
    return {
      contextExtensions: contextExtensions({
        ...{ host, aliases, authority, owner, ticket },
        callers: listenersOf(this).map((listener) => [listener, portOfListener(gateway, listener)] as const),
        ...{ from: millis(approval.fields.from), until: millis(approval.fields.until) },
        ...{ report: instantOf(reportUntil)?.millis, rules, strip: credential?.headerName },
        withdrawn: withdrawalText(approval),
      }),
      ...(rules.reads.body && { withRequestBody: { maxRequestBytes: maxBodyBytes } }),
    };
  }

  public get moreCallers(): readonly CallerSet[] | undefined {
    return this.props.moreCallers;
  }

  public get needs(): PolicyNeeds {
    return this.rules.needs;
  }

  /** Waivers for choices that the properties make explicit, for the rules that see only the objects. */
  private get plaintextWaiver(): Record<string, string> {
    if (!isOpenPlaintext(this.tls, this.host)) return {};
    return { [waiverAnnotation('egress/plaintext-to-public-host')]: 'tls: Tls.none()' };
  }

  private get repeatWaiver(): Record<string, string> {
    const choice = this.resilience.asksToRepeatWrites;
    return choice === undefined ? {} : { [waiverAnnotation('egress/unsafe-retry')]: choice };
  }

  private get trafficPolicyName(): string {
    return this.props.objectNames?.trafficPolicy ?? this.hostName;
  }

  private makeTrafficPolicy(id: string, suffix: string, part: TrafficParts, rule: string): void {
    const metadata = this.approvedMeta('TrafficPolicy', `${this.trafficPolicyName}${suffix}`, { annotations: this.repeatWaiver });
    makeObject(this, id, TrafficPolicy, { metadata, spec: trafficPolicySpec(this.routeName, part, rule) });
  }

  public get rateLimit(): RateLimit | undefined {
    return this.props.rateLimit;
  }

  public get undecided(): Undecided | undefined {
    return this.props.undecided;
  }

  /**
   * On the whole route: Envoy decides whether to count a request before it selects the rule that forwards it. In a policy of its own,
   * because the rules can have others.
   */
  private makeRateLimit(limit: RateLimit): void {
    const metadata = this.approvedMeta('TrafficPolicy', `${this.trafficPolicyName}${LIMIT_SUFFIX}`);
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: this.routeName }];
    makeObject(this, 'RateLimit', TrafficPolicy, { metadata, spec: { targetRefs, ...rateLimitPart(limit) } });
  }

  private get routeName(): string {
    return this.props.objectNames?.route ?? this.hostName;
  }

  /** Annotations only: kgateway evaluates a route with labels again for each change of any TrafficPolicy of the namespace. */
  private get routeMarks(): Marks {
    const { labels, annotations } = this.marks;
    return { annotations: { ...labels, ...annotations } };
  }

  private makeRoute(rules: readonly HTTPRouteRule[], marks: Marks = {}): void {
    const parentRefs = listenersOf(this).map((listener) => parentOf(this.props.gateway, listener));
    makeObject(this, 'Resource', HTTPRoute, {
      metadata: this.approvedMeta('HTTPRoute', this.routeName, marks),
      spec: { hostnames: [this.host, ...this.aliases], parentRefs, rules },
    });
  }
}
