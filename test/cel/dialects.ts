interface Rule {
  readonly match?: string;
  readonly response: string;
}

/** The spec of a plugin's AuthorizationPolicy. */
export interface PluginSpec {
  readonly failurePolicy?: string;
  readonly matchConditions?: readonly object[];
  readonly variables?: readonly object[];
  readonly authorizations?: readonly { readonly expression: string }[];
  readonly deny?: readonly Rule[];
  readonly allow?: readonly Rule[];
}

/** Whether policies are written for a plugin before today's server. */
export function isOlder(policies: readonly { readonly spec: object }[]): boolean {
  return policies.some(({ spec }) => 'authorizations' in spec || isOfRules(spec));
}

/** Whether a policy is one of plugin 0.2 or 0.3. */
export function isOfRules(spec: object): boolean {
  return 'deny' in spec || 'allow' in spec;
}

/** Policies of older plugins, which are not to be had, as the server of today reads them. */
export function translated(policies: readonly { readonly spec: object }[]): { readonly spec: object }[] {
  const specs = policies.map(({ spec }) => spec as PluginSpec);
  if (specs.some(isOfRules))
    return [...specs.map((spec) => ofRules(spec, 'deny')), ...specs.map((spec) => ofRules(spec, 'allow'))];
  return specs.map(({ authorizations = [], ...rest }) => ({ spec: { ...rest, validations: authorizations } }));
}

function ofRules(spec: PluginSpec, field: 'deny' | 'allow'): { readonly spec: object } {
  const { deny: _, allow: __, ...rest } = spec;
  const validations = (spec[field] ?? []).map(({ match = 'true', response }) => ({
    expression: `(${match}) ? (${response}) : null`,
  }));
  // The server wants one at least.
  const none = { expression: 'object.attributes.request.http.method == "" ? envoy.Allowed().Response() : null' };
  return { spec: { ...rest, validations: validations.length > 0 ? validations : [none] } };
}
