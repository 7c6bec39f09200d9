import { isKubernetesDnsSubdomain } from '../../../core/net/dns';
import type { Capabilities } from '../../../core/platform';
import type { PropCheck } from '../../../core/prop-checks';
import { jwksMistake } from './jwks';
import type { TokenIssuerProps } from './token-issuer-props';

interface IssuerSubject {
  readonly props: TokenIssuerProps;
  readonly capabilities: Capabilities;
}

/** Claims are compared exactly. A blank is a mistake of copying. */
const isClaim = (text: string) => /^[!-~]{1,2048}$/.test(text);

/** The checks of a `TokenIssuer`. */
export const tokenIssuerChecks: readonly PropCheck<IssuerSubject>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isKubernetesDnsSubdomain(props.name),
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
    fix: 'correct the name',
  },
  {
    rule: 'input/token',
    path: 'issuer',
    breaks: ({ props }) => !isClaim(props.issuer),
    allowed: 'the claim iss of the tokens, without blanks, such as https://kubernetes.default.svc.cluster.local',
    fix: 'write the issuer as kubectl get --raw /.well-known/openid-configuration shows it',
  },
  {
    rule: 'input/token',
    path: 'audience',
    breaks: ({ props }) => !isClaim(props.audience),
    allowed: 'the audience of the tokens, without blanks, such as egress',
    fix: 'write the audience of the projected volume of the pods',
  },
  {
    rule: 'input/token',
    path: 'audience',
    breaks: ({ props }) => props.audience === props.issuer,
    allowed:
      'an audience that only this gateway has: this one is usually that of the API server, and applications would send tokens for it',
    fix: "write audience: 'egress', and the same in the projected volume of the pods",
  },
  {
    rule: 'input/token',
    path: 'jwks',
    breaks: ({ props: { jwks, jwksConfigMap } }) => (jwks === undefined) === (jwksConfigMap === undefined),
    got: ({ props: { jwks } }) => (jwks === undefined ? 'no keys' : 'jwks and jwksConfigMap'),
    allowed: 'the public keys of the issuer, either in jwks or in jwksConfigMap',
    fix: "write jwks: readFileSync('jwks.json', 'utf8') with the output of kubectl get --raw /openid/v1/jwks",
  },
  {
    rule: 'input/token',
    path: 'jwks',
    breaks: ({ props: { jwks } }) => jwks !== undefined && jwksMistake(jwks) !== undefined,
    got: ({ props: { jwks = '' } }) => jwksMistake(jwks),
    allowed: 'a JWKS as JSON with public keys of RSA, EC or OKP, of at most 16384 characters: { "keys": [ … ] }',
    fix: 'write the output of kubectl get --raw /openid/v1/jwks',
  },
  {
    rule: 'input/token',
    path: 'jwksConfigMap',
    breaks: ({ props: { jwksConfigMap } }) => jwksConfigMap !== undefined && !isKubernetesDnsSubdomain(jwksConfigMap),
    allowed: "the name of a ConfigMap in the gateway's namespace",
    fix: 'correct the name',
  },
  {
    rule: 'input/platform-feature',
    path: 'issuer',
    breaks: ({ capabilities }) => !capabilities.tokens,
    got: () => 'tokens',
    allowed: 'no tokens on this version of kgateway, on which they were not tried',
    fix: 'target kgateway 2.4, or tell callers apart by their sets',
  },
];
