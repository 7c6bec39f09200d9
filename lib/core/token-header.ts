/** The request header in which applications send their token to the gateway. It never reaches a host. */
export const TOKEN_HEADER = 'x-egress-token';
