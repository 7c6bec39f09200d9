/** The name of the request header that carries the decision. The gateway removes it before it forwards a request. */
export const DECISION_HEADER = 'x-egress-decision';
