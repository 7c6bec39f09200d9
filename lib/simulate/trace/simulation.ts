import type { ObjectReference } from '../../core/finding';
import type { Labels } from '../../core/label-selector';

/** Who sends a request: a pod. */
export interface SimulatedCaller {
  /** The namespace of the pod. */
  readonly namespace: string;
  /** Its service account. @default 'default' */
  readonly serviceAccount?: string;
  /** Its labels, which network policies and the mesh read. @default - none */
  readonly labels?: Labels;
  /** Its address, if a policy reads it: an IPv4 or IPv6 address. @default '10.0.0.1' */
  readonly address?: string;
}

/** A request, as the application sends it. */
export interface SimulatedRequest {
  /** Who sends it. */
  readonly caller: SimulatedCaller;
  /**
   * What the application calls: `http://api.example.com/v1` for a host whose calls the mesh sends to the gateway, the Service of an
   * alias (`http://api.egress-system/v1`), or the gateway itself (`http://egress-kgateway.egress-system:8080/v1`) with the header `host`.
   */
  readonly url: string;
  /** The HTTP proxy of the application, as in the variable `http_proxy`: `http://egress-kgateway.egress-system:8080`. @default - none */
  readonly proxy?: string;
  /** The method. @default 'GET' */
  readonly method?: string;
  /** The headers. Several values of one are repeated headers. `host` replaces the host of the URL. @default - none */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body. @default - none */
  readonly body?: string;
  /** When the gateway receives it. @default - now */
  readonly time?: Date;
  /** The path with its query, where it is not that of the URL, as for a client that sends `//` or `..` as they are. @default - of the URL */
  readonly path?: string;
}

/** A layer on the way of a request, in the order in which it passes them. */
export type Layer =
  | 'capture'
  | 'network policy'
  | 'ztunnel'
  | 'listener'
  | 'http'
  | 'route'
  | 'authorization'
  | 'request policy'
  | 'decided route'
  | 'traffic policy'
  | 'backend';

/** What one layer did with the request. */
export interface TraceStep {
  readonly layer: Layer;
  /** The object that decided, if one did. */
  readonly object: ObjectReference | undefined;
  /** Where in the object: `spec.rules[0]`. */
  readonly path: string | undefined;
  /** What it did, in words. */
  readonly text: string;
}

/** TLS from the gateway to the destination. */
export interface UpstreamTls {
  /** The object that asks for it. */
  readonly object: ObjectReference;
  /** The server name that the gateway sends, and whose certificate it wants. `undefined` if that of the Host header. */
  readonly serverName: string | undefined;
}

/** The request as the gateway forwards it. */
export interface UpstreamRequest {
  /** The objects that can receive it: several if its rule has several backends, of which one is chosen. */
  readonly backends: readonly ObjectReference[];
  /** The host names or addresses that the gateway calls. */
  readonly hosts: readonly string[];
  /** The port that it calls; `undefined` if that of the Host header. */
  readonly port: number | undefined;
  readonly tls: UpstreamTls | undefined;
  readonly method: string;
  readonly path: string;
  /** Names in lower case, the Host header as `host`. Values that are in Secrets are shown as `<secret namespace/name key>`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What happens with a request.
 *
 * - `allowed`: the gateway forwards it
 * - `denied`: it is not forwarded, or does not even reach the gateway
 * - `bypassed`: it may leave the cluster without the gateway
 * - `unknown`: that depends on something that is not among the manifests, or that the simulation does not read
 */
export type Outcome = 'allowed' | 'denied' | 'bypassed' | 'unknown';

/** The result of a simulation. */
export interface Simulation {
  readonly outcome: Outcome;
  /** The layer that decided. */
  readonly layer: Layer;
  /** The object that decided, if one did. */
  readonly by: ObjectReference | undefined;
  /** Why, in words. */
  readonly reason: string;
  /** The status that the client gets; `undefined` if the destination or nobody answers. */
  readonly status: number | undefined;
  /** The body that the client gets from the gateway; `undefined` if the destination or nobody answers. */
  readonly body: string | undefined;
  /** The headers that the gateway or the request policy adds to the answer, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `%RESPONSE_CODE_DETAILS%` of the access log. */
  readonly details: string | undefined;
  /** What the request policy writes to the access log. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The request that the destination gets, if it is forwarded. */
  readonly upstream: UpstreamRequest | undefined;
  /** All layers that the request passed, in order. */
  readonly trace: readonly TraceStep[];
}
