import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import type { Destination, EgressGraph, PolicyTarget } from '../../graph';
import { attemptsOf, type RetryUse, retryUses } from '../../graph/retries';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** Retries that the circuit breaker of the upstream prevents. */
export const retryLimit: Rule = {
  id: 'egress/retry-limit',
  severity: 'warning',
  summary: 'if many requests fail at once, only a few of them are retried',
  check({ graph }) {
    return oncePer(limited(graph), ({ object }) => object);
  },
};

function* limited(graph: EgressGraph): Iterable<Objection> {
  for (const use of retryUses(graph)) {
    if (attemptsOf(use.retry) === 0) continue;
    for (const { destination } of use.rule.backends) {
      const objection = destination && objectionTo(use, destination, graph);
      if (objection) yield objection;
    }
  }
}

/** Envoy's default limit for each upstream in each proxy. */
const DEFAULT = 3;
const CONFIG = KIND.BackendConfigPolicy;
const FIX = 'set circuitBreakers.maxRetries, such as 1024, in a BackendConfigPolicy for the destination';

function limits({ policy: { spec } }: PolicyTarget<'gateway.kgateway.dev/BackendConfigPolicy'>): boolean {
  return spec.circuitBreakers?.maxRetries !== undefined;
}

function objectionTo({ object, path, retry }: RetryUse, destination: Destination, graph: EgressGraph): Objection | undefined {
  const config = graph.policies.onDestination(CONFIG, destination).find(limits);
  const attempts = attemptsOf(retry);
  if (!config) {
    if (graph.catalogue.hasElsewhere(CONFIG, destination.namespace)) return undefined;
    return {
      object,
      path,
      got: `retries to ${objectName(destination.object)}, at most ${DEFAULT} at once`,
      allowed: `an explicit limit: by default, Envoy runs ${DEFAULT} retries per upstream at once, and skips the others`,
      fix: FIX,
    };
  }
  const limit = config.policy.spec.circuitBreakers?.maxRetries ?? DEFAULT;
  if (limit >= attempts) return undefined;
  return {
    object: config.policy,
    path: ['spec', 'circuitBreakers', 'maxRetries'],
    got: limit,
    allowed: `at least ${attempts}, the attempts of ${objectName(object)}; better, the number of requests that may fail at once`,
    fix: FIX,
  };
}
