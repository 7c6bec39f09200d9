import type { HTTPRouteMatch } from '../../../imports/gateway.networking.k8s.io/http-route';
import { DECISION_HEADER } from '../../core/decision-header';
import type { RouteRule } from './index';

/** Whether a match accepts decided requests only. */
function requiresDecision({ headers = [] }: HTTPRouteMatch): boolean {
  return headers.some(({ name }) => name.toLowerCase() === DECISION_HEADER);
}

/** Whether a rule has a match that accepts decided requests only. */
export function asksForDecision({ matches }: RouteRule): boolean {
  return matches.some(requiresDecision);
}

/** Whether a rule accepts undecided requests. */
export function isOpenToUndecided({ matches }: RouteRule): boolean {
  return matches.length === 0 || !matches.every(requiresDecision);
}
