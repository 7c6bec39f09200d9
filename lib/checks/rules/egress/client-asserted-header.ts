import { DECISION_HEADER } from '../../../core/decision-header';
import type { Rule } from '../base/rule';

const HEADER = /request\.http\.\??headers\[\??\\?["']([^"'\\]+)\\?["']\]/g;

/** A request policy that trusts a header. The caller controls its value. */
export const clientAssertedHeader: Rule = {
  id: 'egress/client-asserted-header',
  severity: 'info',
  summary: 'the request policy decides by a header that any caller can send',
  *check({ graph }) {
    for (const { object, path, text } of graph.requestPolicies) {
      const headers = [...new Set([...text.matchAll(HEADER)].map(([, name]) => name as string))];
      const asserted = headers.filter((name) => name !== DECISION_HEADER && name !== 'authorization');
      if (asserted.length === 0) continue;
      yield {
        object,
        path,
        got: asserted,
        allowed: 'the caller, identified by the listener port that ztunnel guards, or a token with a verified signature',
        fix: 'decide by object.attributes.destination.address.socket_address.port_value, with a listener for each group of callers',
      };
    }
  },
};
