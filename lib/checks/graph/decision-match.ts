import type { HTTPRouteMatch } from '../../../imports/gateway.networking.k8s.io/http-route';
import { DECISION_HEADER } from '../../core/decision-header';
import type { RouteRule } from './index';

/** Whether a match fits decided requests only. */
function wantsDecision({ headers = [] }: HTTPRouteMatch): boolean {
  return headers.some(({ name }) => name.toLowerCase() === DECISION_HEADER);
}

/** Whether a rule has a match that fits decided requests only. */
export function asksForDecision({ matches }: RouteRule): boolean {
  return matches.some(wantsDecision);
}

/** Whether undecided requests can take a rule. */
export function isOpenToUndecided({ matches }: RouteRule): boolean {
  return matches.length === 0 || !matches.every(wantsDecision);
}
