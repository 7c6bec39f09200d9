import type { HTTPRouteRule } from '../../../imports/gateway.networking.k8s.io/http-route';
import { DECISION_HEADER } from '../../core/decision-header';

/**
 * Headers that Envoy adds: the address of the caller's pod is nobody's business outside, and an upstream that is told `http`
 * may redirect to the HTTPS it is already called by.
 */
const ABOUT_THE_CALLER = ['x-forwarded-for', 'x-forwarded-proto', 'x-envoy-external-address'] as const;

/**
 * The positive decision (architecture decision 1). The gateway strips the header from every client; an allow of the
 * authorization server sets it to the value of one route; Envoy then matches again, and only a rule that wants that value
 * leads out. Whatever else fails, the request meets a rule that refuses it.
 *
 * `EgressGateway` owns it, `ExtAuthPolicy` produces it, `ExternalHost` matches it.
 */
export class Decision {
  /** The request header that carries the decision inside the gateway. It never leaves. */
  public static readonly HEADER = DECISION_HEADER;

  /** The DirectResponse that answers what was not decided. */
  public readonly refusalName: string;

  /** The filter that takes the decision, and what Envoy tells of the caller, off a request before it leaves. */
  public readonly strip = {
    requestHeaderModifier: { remove: [Decision.HEADER, ...ABOUT_THE_CALLER] },
    type: 'RequestHeaderModifier',
  } as const;

  /** The rule that refuses everything that no earlier rule of the route took. */
  public readonly refusal: HTTPRouteRule;

  constructor(gatewayName: string) {
    this.refusalName = `${gatewayName}-refusal`;
    const extensionRef = { group: 'gateway.kgateway.dev', kind: 'DirectResponse', name: this.refusalName };
    this.refusal = { filters: [{ extensionRef, type: 'ExtensionRef' }], name: 'refused' };
  }

  /** The value that lets a request to `host` out, and fits no other host. */
  public valueFor(host: string): string {
    return host;
  }

  /** What a rule must match so that only decided requests to `host` take it. */
  public matchFor(host: string) {
    return { headers: [{ name: Decision.HEADER, type: 'Exact', value: this.valueFor(host) }] } as const;
  }
}
