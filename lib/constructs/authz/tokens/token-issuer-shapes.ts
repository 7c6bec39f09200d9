import { type Fields, optional, required, text } from '../../../core/shapes';
import { commonFields } from '../../base/egress-construct';
import { gatewayField } from '../../gateway/gateway-shapes';
import type { TokenIssuerProps } from './token-issuer-props';

const texts = (allowed: string, fix: string) => text({ rule: 'input/token', allowed, fix });

/** The shapes of the properties of a `TokenIssuer`. */
export const tokenIssuerFields: Fields<TokenIssuerProps> = {
  name: required(
    text({ rule: 'input/name', allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters', fix: 'correct the name' }),
    (unique) => unique,
  ),
  gateway: gatewayField,
  issuer: required(
    texts('the claim iss of the tokens, such as https://kubernetes.default.svc.cluster.local', 'name the issuer'),
    () => 'https://unknown',
  ),
  audience: required(texts('the audience of the tokens, such as egress', 'name the audience'), () => 'unknown'),
  jwks: optional(texts('a JWKS as JSON', "write jwks: readFileSync('jwks.json', 'utf8')")),
  jwksConfigMap: optional(texts("the name of a ConfigMap in the gateway's namespace", 'correct the name')),
  ...commonFields,
};
