/** The request header that carries the decision inside the gateway. It never leaves. */
export const DECISION_HEADER = 'x-egress-decision';
