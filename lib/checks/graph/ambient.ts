import { KIND } from '../../core/kinds';
import type { Labels } from '../../core/label-selector';
import { DATAPLANE_MODE } from '../../core/labels';
import type { Catalogue } from './catalogue';
import type { Gateway } from './gateways';
import type { ObjectOf } from './kinds';

/** Whether ztunnel captures pods with these labels; `undefined` if the Namespace is not among the objects. */
export function isCaptured(namespace: string, labels: Labels, catalogue: Catalogue): boolean | undefined {
  const own = labels[DATAPLANE_MODE];
  if (own === 'ambient') return true;
  if (own === 'none') return false;
  const outer = catalogue.namespaceLabels(namespace);
  return outer && outer[DATAPLANE_MODE] === 'ambient';
}

/** The GatewayParameters of a Gateway: `undefined` if it has none, `'elsewhere'` if they are not among the objects. */
export function parametersOf(
  { object, namespace }: Gateway,
  catalogue: Catalogue,
): ObjectOf<'gateway.kgateway.dev/GatewayParameters'> | 'elsewhere' | undefined {
  const ref = object.spec.infrastructure?.parametersRef;
  if (ref?.kind !== 'GatewayParameters') return ref && 'elsewhere';
  return catalogue.find(KIND.GatewayParameters, namespace, ref.name) ?? 'elsewhere';
}

/** The labels and annotations of a gateway's pods; `undefined` if its GatewayParameters are not among the objects. */
export function gatewayPodMarks(
  gateway: Gateway,
  catalogue: Catalogue,
): { readonly labels: Labels; readonly annotations: Labels } | undefined {
  const parameters = parametersOf(gateway, catalogue);
  if (parameters === 'elsewhere') return undefined;
  const { extraLabels, extraAnnotations } = parameters?.spec.kube?.podTemplate ?? {};
  const { labels, annotations } = gateway.object.spec.infrastructure ?? {};
  return { labels: { ...labels, ...extraLabels }, annotations: { ...annotations, ...extraAnnotations } };
}
