/** The routes of the Gateway API. */
export const ROUTE_RESOURCES = [
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes', 'udproutes'] },
] as const;

/** What adds listeners to a Gateway, also by its name while it was an experiment. */
export const LISTENER_RESOURCES = [
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['listenersets'] },
  { apiGroups: ['gateway.networking.x-k8s.io'], resources: ['xlistenersets'] },
] as const;

/** The addresses of Services. */
export const ENDPOINT_RESOURCES = [
  { apiGroups: [''], resources: ['endpoints'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
] as const;
