import type { PropCheck } from '../../core/prop-checks';
import { type Token, tokenPart } from '../authz/tokens/token';
import type { IEgressGateway } from '../gateway/gateway-base';

interface TokenSubject {
  readonly props: { readonly gateway: IEgressGateway; readonly token?: Token; readonly reportUntil?: string };
}

/** The most that a TrafficPolicy takes. */
const MAX = 16_384;

function lengthOf({ props: { token } }: TokenSubject): number {
  return (token && tokenPart(token).rbac?.policy.matchExpressions[0]?.length) ?? 0;
}

const nameOf = ({ namespace, gatewayName }: IEgressGateway) => `${namespace}/${gatewayName}`;

/** The checks of the property `token`. */
export const tokenChecks: readonly PropCheck<TokenSubject>[] = [
  {
    rule: 'input/token',
    path: 'token.issuer',
    breaks: ({ props: { gateway, token } }) => token !== undefined && token.issuer.gateway.namespace !== gateway.namespace,
    got: ({ props: { token } }) => `an issuer for ${token && nameOf(token.issuer.gateway)}`,
    allowed: ({ props: { gateway } }) => `a TokenIssuer for the gateway of the host, ${nameOf(gateway)}`,
    fix: 'create a TokenIssuer for this gateway',
  },
  {
    rule: 'input/token',
    path: 'token',
    breaks: (s) => lengthOf(s) > MAX,
    got: (s) => `an expression of ${lengthOf(s)} characters`,
    allowed: `at most ${MAX} characters, the limit of a TrafficPolicy`,
    fix: 'name fewer accounts or values, such as whole namespaces',
  },
  {
    rule: 'input/token',
    path: 'reportUntil',
    breaks: ({ props: { token, reportUntil } }) => token !== undefined && reportUntil !== undefined,
    allowed: 'no report mode for a host that asks for a token, which is verified after the decision and refused all the same',
    fix: 'remove reportUntil, or add token when report mode has ended',
  },
];
