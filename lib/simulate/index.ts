export { UnreadableRequest } from './client/sent-request';
export { type ExpectedRefusal, expectAllowed, expectDenied, formatTrace } from './expect';
export { Manifests } from './manifests';
export { type GivenManifests, simulate } from './simulate';
export type {
  Layer,
  Outcome,
  SimulatedCaller,
  SimulatedRequest,
  Simulation,
  TraceStep,
  UpstreamRequest,
  UpstreamTls,
} from './trace/simulation';
