export { type AuthzOptions, authzManifests } from './authz-manifests';
export { Bed, type GatewayRequest } from './bed';
export { type Case, type Group, group } from './group';
export type { Answer } from './http-client';
export { PUBLIC_UPSTREAM, UPSTREAM } from './network';
export type { KubeObject, Manifests } from './objects';
export { at, listAt, objectsOf } from './objects';
export { type SampleHost, sampleGateway, sampleHost } from './samples';
export { pause, waitFor } from './wait';
