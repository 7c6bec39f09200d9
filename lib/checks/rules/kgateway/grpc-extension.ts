import type { RouteRule } from '../../graph';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** An ExtensionRef filter of a GRPCRoute: a refusal does not refuse, and a policy does not apply. */
export const grpcExtension: Rule = {
  id: 'kgateway/grpc-extension',
  severity: 'error',
  summary: 'kgateway ignores ExtensionRef filters of a GRPCRoute, so they neither refuse requests nor apply a policy',
  *check({ graph: { egressRoutes } }) {
    for (const { kind, rules } of egressRoutes) {
      if (kind === 'GRPCRoute') for (const rule of rules) yield* extensionsOf(rule);
    }
  },
};

function* extensionsOf({ route: { object }, path, filters, backends }: RouteRule): Generator<Objection> {
  for (let index = 0; index < filters.length; index += 1) {
    const ref = filters[index]?.extensionRef;
    if (!ref) continue;
    const refusal = ref.kind === 'DirectResponse';
    yield {
      object,
      path: [...path, 'filters', index],
      got: `${ref.kind} ${ref.name}${refusal ? `: ${effectOf(backends.length > 0)}` : ''}`,
      allowed: 'filters of other types; only HTTPRoutes can have ExtensionRef filters',
      fix: refusal ? REFUSE : 'attach the policy by its targetRefs, or replace the GRPCRoute with an HTTPRoute',
    };
  }
}

function effectOf(forwards: boolean): string {
  return forwards ? 'requests are forwarded all the same' : 'requests are answered with 500 instead';
}

const REFUSE = 'replace the GRPCRoute with an HTTPRoute, which forwards gRPC too: match /<package>.<Service>/<Method> by path';
