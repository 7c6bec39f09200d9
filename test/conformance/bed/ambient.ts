import type { KubeObject } from './objects';
import { at } from './objects';

/** istio-cni writes it on each pod that it captures. Without it, istiod tells callers to reach the pod in plaintext. */
export const CAPTURED = { 'ambient.istio.io/redirection': 'enabled' } as const;

const MODE = 'istio.io/dataplane-mode';

/** What istio-cni would do with a pod, given its namespace. */
export interface Capture {
  readonly captured: boolean;
  /** Whether ztunnel answers the pod's DNS queries. */
  readonly dnsCapture: boolean;
}

/** Decides like istio-cni: labels of the pod and its namespace, and what opts out of them. */
export function captureOf(pod: KubeObject, namespace: KubeObject | undefined): Capture {
  const { labels = {}, annotations = {} } = pod.metadata;
  const mode = labels[MODE] ?? namespace?.metadata.labels?.[MODE];
  const excluded = at(pod, 'spec', 'hostNetwork') === true || 'sidecar.istio.io/status' in annotations;
  return { captured: mode === 'ambient' && !excluded, dnsCapture: annotations['ambient.istio.io/dns-capture'] !== 'false' };
}
