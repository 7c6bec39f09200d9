/** What was measured once with the real ztunnel, which the bed cannot build: what was tried, and what was seen. */
export const MEASURED: readonly (readonly [tried: string, seen: string])[] = [
  [
    'the components',
    'ztunnel 62d8265 (August 2026) in shared in-pod mode, istiod of the 1.31 line, kgateway 2.4.0, Envoy 1.38.3',
  ],
  ['a caller of the listener, through HBONE', '200; ztunnel logs its identity, the gateway logs the address of its pod'],
  ['another service account, another team, plaintext', 'refused: "allow policies exist, but none allowed"; the STRICT policy'],
  ['all other ports of the gateway pod', 'refused by the ALLOW policies'],
  ['port 15008 of the gateway pod, from a captured pod', 'closed: "attempted recursive call to ourselves"'],
  ['port 15008 without a certificate', 'TLS alert: certificate required'],
  [
    'a process of the node',
    'passes STRICT, ALLOW and, where the plugin exempts the node, NetworkPolicies, as 169.254.7.127; denied by the request policy',
  ],
  ['a changed AuthorizationPolicy', 'refuses new requests after 0.5 s'],
  ['a changed NetworkPolicy', 'does not end pooled connections between ztunnels: new requests passed for 40 s'],
  ['a pod with istio.io/dataplane-mode: none', 'reaches nothing'],
  ['a gateway pod that is not captured, under the default deny', 'refused: fails closed'],
  ['a Service with the name of a host in a search domain', 'takes the requests, unless the name ends with a dot'],
  ['a ServiceEntry with the address of an upstream', 'takes the requests without the default deny; 503 with it'],
  ['a name that resolves to the metadata address', '200 with open egress; 503 with the NetworkPolicy of the gateway'],
  [
    'a plaintext upstream that refuses, with safe retries',
    '1 attempt, because ztunnel accepts the connection; with TLS 4 attempts',
  ],
  ['DNS', 'stays a way out: names reach the resolver of the cluster'],
  ['datagrams and connections of a new pod, before its NetworkPolicy is enforced', 'none left in 11 attempts, with kube-router'],
  ['ICMP from a client namespace', 'rejected, by kube-router'],
  ['a plugin that enforces IPv4 only', 'all of IPv6 is open'],
];
