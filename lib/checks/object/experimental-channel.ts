import type { Path } from '../../core/path';
import { kindOf, type Manifest } from '../../manifests/manifest';
import { waiverAnnotation } from '../../manifests/waivers';
import type { SchemaIssue } from './validate';

const ROUTES = 'spec.useDefaultGateways';

/** The fields of Gateway API 1.6 that only the CRDs of its experimental channel have, by kind. */
const EXPERIMENTAL: Readonly<Record<string, readonly string[]>> = {
  'gateway.networking.k8s.io/Gateway': ['spec.defaultScope'],
  'gateway.networking.k8s.io/GRPCRoute': [ROUTES, 'spec.rules.sessionPersistence'],
  'gateway.networking.k8s.io/HTTPRoute': [
    ROUTES,
    'spec.rules.retry',
    'spec.rules.sessionPersistence',
    'spec.rules.filters.externalAuth',
    'spec.rules.backendRefs.filters.externalAuth',
  ],
  'gateway.networking.k8s.io/TLSRoute': [ROUTES],
};

/** Says of an unknown field if the experimental channel of Gateway API has it. The schemas here are of the standard channel. */
export function withChannel(issue: SchemaIssue, object: Manifest): SchemaIssue {
  if (issue.rule !== 'schema/unknown-field' || !isExperimental(issue.path, object)) return issue;
  const field = issue.path.at(-1);
  const waiver = `if the cluster has the CRDs of that channel, set the annotation ${waiverAnnotation(issue.rule)} to say so`;
  return {
    ...issue,
    message: `the field ${field} exists only in the experimental channel of Gateway API`,
    fix: field === 'retry' ? `${waiver}; else use retry of a TrafficPolicy` : `${waiver}; else remove the field`,
  };
}

function isExperimental(path: Path, object: Manifest): boolean {
  const fields = EXPERIMENTAL[kindOf(object)];
  return fields?.includes(path.filter((step) => typeof step === 'string').join('.')) ?? false;
}
