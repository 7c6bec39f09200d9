/** A pod to capture: what istio-cni tells ztunnel. */
export interface CapturedPod {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly ip: string;
  /** The path of the file of its network namespace. */
  readonly netns: string;
  /** @default true */
  readonly dnsCapture?: boolean;
}

/** A pod, or an endpoint of a ServiceEntry, as istiod tells ztunnel. Values that are empty or the default are missing. */
export interface MeshWorkload {
  readonly uid: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
  /** Base64. */
  readonly addresses?: readonly string[];
  readonly hostname?: string;
  readonly tunnelProtocol?: 'HBONE';
  readonly status?: 'UNHEALTHY';
  /** namespace/name of the policies that select it. */
  readonly authorizationPolicies?: readonly string[];
  /** namespace/hostname of the services that it serves. */
  readonly services?: Readonly<Record<string, unknown>>;
}

/** A Service or a host of a ServiceEntry. */
export interface MeshService {
  readonly name?: string;
  readonly namespace?: string;
  readonly hostname: string;
  readonly addresses?: readonly { readonly address: string; readonly length?: number }[];
  readonly ports?: readonly { readonly servicePort?: number; readonly targetPort?: number }[];
  readonly canonical?: boolean;
}

/** A policy as istiod translates it for ztunnel: groups are rules, and rules are their clauses (from, to, when). */
export interface MeshPolicy {
  readonly name: string;
  readonly namespace?: string;
  /** The whole mesh if missing. */
  readonly scope?: 'NAMESPACE' | 'WORKLOAD_SELECTOR';
  /** ALLOW if missing. */
  readonly action?: 'DENY';
  readonly groups?: readonly {
    readonly rules?: readonly { readonly matches?: readonly Readonly<Record<string, unknown>>[] }[];
  }[];
}

/** All that istiod tells ztunnel. */
export interface MeshIndex {
  readonly workloads: readonly MeshWorkload[];
  readonly services: readonly MeshService[];
  readonly policies: readonly MeshPolicy[];
}

/** A connection in the log, with the names of ztunnel's access log. */
export interface MeshConnection {
  readonly time: string;
  readonly direction: 'inbound' | 'outbound';
  readonly 'src.addr': string;
  readonly 'src.workload'?: string;
  readonly 'src.namespace'?: string;
  readonly 'src.identity'?: string;
  readonly 'dst.addr': string;
  readonly 'dst.hbone_addr'?: string;
  readonly 'dst.service'?: string;
  readonly 'dst.workload'?: string;
  readonly 'dst.namespace'?: string;
  readonly 'dst.identity'?: string;
  readonly bytes_sent: number;
  readonly bytes_recv: number;
  readonly duration: string;
  readonly error?: string;
}

/** A line of the stand-in's output. */
export interface ZtunnelEvent {
  readonly ready?: string;
  readonly removed?: string;
  readonly failed?: string;
  readonly error?: string;
  readonly dump?: MeshIndex;
}
