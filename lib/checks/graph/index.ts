export { type LabelSelector, type Labels, selects } from '../../core/label-selector';
export type { Authorization } from './authorization';
export { Catalogue, type CatalogueOptions, namespaceOf } from './catalogue';
export type { Destination, DestinationPort } from './destinations';
export { EgressGraph, type GraphOptions } from './egress-graph';
export type { ExtensionFilter } from './extension-filters';
export { effectiveHosts, type Gateway, hostsMeet, type Listener, type ListenerSet, takesKind, takesNamespace } from './gateways';
export type { Crossing } from './grants';
export { type HttpSettings, httpSettingsOf } from './http-settings';
export type { Kinds, ObjectOf } from './kinds';
export { POLICY_KINDS, type PolicyKind, type PolicyTarget } from './policies';
export {
  type Attachment,
  type BackendUse,
  isForeign,
  leadsOut,
  type Route,
  type RouteKind,
  type RouteRule,
  readsRequests,
  routeKey,
} from './routes';
export { hasPodTemplate, type Workload } from './workloads';
