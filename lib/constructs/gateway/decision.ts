import type { HTTPRouteRule } from '../../../imports/gateway.networking.k8s.io/http-route';
import { DECISION_HEADER } from '../../core/decision-header';

/**
 * Headers that Envoy adds. They would disclose the address of the caller's pod. An upstream that reads `x-forwarded-proto: http`
 * may redirect to HTTPS, which it is already called with.
 */
const ABOUT_THE_CALLER = ['x-forwarded-for', 'x-forwarded-proto', 'x-envoy-external-address'] as const;

/**
 * The positive decision without which no request leaves. The gateway removes the decision header from all client requests. If
 * the authorization server allows a request, it sets the header to the value of one host. Envoy then selects the route again:
 * only a rule that matches this value forwards the request. If anything fails, the request reaches a rule that answers 403.
 *
 * `EgressGateway` owns it, `ExtAuthPolicy` produces it, `ExternalHost` matches it.
 */
export class Decision {
  /** The name of the request header that carries the decision. The gateway removes it before it forwards a request. */
  public static readonly HEADER = DECISION_HEADER;

  /** The name of the DirectResponse that answers requests without a decision with 403. */
  public readonly refusalName: string;

  private readonly removed: string[] = [Decision.HEADER, ...ABOUT_THE_CALLER];

  /** The filter that removes the decision header, and the headers about the caller, before a request is forwarded. */
  public readonly strip = { requestHeaderModifier: { remove: this.removed }, type: 'RequestHeaderModifier' } as const;

  /** The last rule of a route. It answers all requests that match no earlier rule with 403. */
  public readonly refusal: HTTPRouteRule;

  constructor(gatewayName: string) {
    this.refusalName = `${gatewayName}-refusal`;
    this.refusal = refusalRule(this.refusalName);
  }

  /** Removes another header from all requests that are forwarded, also by the routes that exist. */
  public removeToo(header: string): void {
    if (!this.removed.includes(header)) this.removed.push(header);
  }

  /** The value of the header for requests to `host`. Each host has its own. */
  public valueFor(host: string): string {
    return host;
  }

  /** The match for a rule that only requests with the decision for `host` may take. */
  public matchFor(host: string) {
    return { headers: [{ name: Decision.HEADER, type: 'Exact', value: this.valueFor(host) }] } as const;
  }
}

/** A rule of a route that answers all requests with a DirectResponse. */
export function refusalRule(directResponse: string): HTTPRouteRule {
  const extensionRef = { group: 'gateway.kgateway.dev', kind: 'DirectResponse', name: directResponse };
  return { filters: [{ extensionRef, type: 'ExtensionRef' }], name: 'refused' };
}
