export type { IstioIssue } from './istio-check';
export { istioIssues } from './istio-issues';
