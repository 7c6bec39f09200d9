// Request policies of the plugins.
import type { PluginSpec } from '../../cel/dialects';
import { denied, HEADERS, http, validations, variables } from './policy-parts';

/** A policy of one of the plugins, as an AuthorizationPolicy. */
export interface PluginPolicy {
  readonly plugin: '0.1' | '0.2' | '0.3';
  readonly about: string;
  readonly spec: PluginSpec;
}

const FORCED = variables({
  force_authorized: `${HEADERS}[?"x-force-authorized"].orValue("")`,
  allowed: 'variables.force_authorized in ["enabled", "true"]',
});
const deny = [
  { match: `${http}.method == "DELETE"`, response: denied(405, 'no deletes') },
  { match: `${HEADERS}["x-team"] == "b"`, response: denied(403, 'not b') },
];
const allow = [
  {
    match: 'variables.allowed',
    response: 'envoy.Allowed().WithHeader("x-by", "plugin").WithoutHeader("x-force-authorized").Response()',
  },
  { match: `${HEADERS}[?"x-role"].orValue("") == "admin"`, response: 'envoy.Allowed().Response()' },
];

export const PLUGIN_POLICIES: readonly PluginPolicy[] = [
  {
    plugin: '0.1',
    about: 'the policy of the tutorial',
    spec: {
      failurePolicy: 'Fail',
      variables: FORCED,
      authorizations: validations(
        'variables.allowed ? envoy.Allowed().Response() : envoy.Denied(403).WithBody("Access denied by Kyverno policy").Response()',
      ),
    },
  },
  {
    plugin: '0.1',
    about: 'several authorizations, one of which fails',
    spec: {
      variables: FORCED,
      authorizations: validations(
        `${http}.method == "DELETE" ? ${denied(405, 'no deletes')} : null`,
        `variables.allowed ? envoy.Allowed().Response() : null`,
        `${HEADERS}["x-team"] == "b" ? ${denied(403, 'not b')} : null`,
      ),
    },
  },
  { plugin: '0.3', about: 'rules that deny and allow', spec: { variables: FORCED, deny, allow } },
  { plugin: '0.3', about: 'with failurePolicy: Ignore', spec: { failurePolicy: 'Ignore', variables: FORCED, deny, allow } },
  {
    plugin: '0.3',
    about: 'a match condition, and a last rule without one',
    spec: {
      matchConditions: [{ name: 'team', expression: `${HEADERS}[?"x-team"].hasValue()` }],
      variables: FORCED,
      deny: deny.slice(0, 1),
      allow: [...allow, { response: 'envoy.Allowed().WithHeader("x-by", "default").Response()' }],
    },
  },
  {
    plugin: '0.2',
    about: 'rules that deny and allow',
    spec: {
      variables: FORCED,
      deny: [{ match: '!variables.allowed', response: denied(403, 'not forced') }],
      allow: [{ response: 'envoy.Allowed().WithHeader("x-by", "plugin").Response()' }],
    },
  },
];
