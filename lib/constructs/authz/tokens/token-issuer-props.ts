import type { EgressConstructProps } from '../../base/egress-construct';
import type { IEgressGateway } from '../../gateway/gateway-base';

/** The properties of a {@link TokenIssuer}. */
export interface TokenIssuerProps extends EgressConstructProps {
  /** The name of its GatewayExtension, in the namespace of the gateway: a DNS subdomain. */
  readonly name: string;
  /** The gateway that verifies the tokens. */
  readonly gateway: IEgressGateway;
  /**
   * The claim `iss` of its tokens. For the tokens of pods, it is the `issuer` that the API server publishes:
   * `kubectl get --raw /.well-known/openid-configuration`. `GatewayExtension.spec.jwt.providers[].issuer`.
   */
  readonly issuer: string;
  /**
   * The audience that tokens must have, such as `egress`. Choose one that only this gateway has: then a token for it is worth nothing to
   * others, and tokens for others are worth nothing here. `GatewayExtension.spec.jwt.providers[].audiences[]`.
   */
  readonly audience: string;
  /**
   * The public keys of the issuer, a JWKS as JSON, of at most 16 KiB. For the tokens of pods: `kubectl get --raw /openid/v1/jwks`. When
   * the keys are rotated, synthesize again. `GatewayExtension.spec.jwt.providers[].jwks.local.inline`.
   *
   * @default - those of `jwksConfigMap`
   */
  readonly jwks?: string;
  /**
   * The name of a ConfigMap in the gateway's namespace with the public keys in its key `jwks`.
   * `GatewayExtension.spec.jwt.providers[].jwks.local.configMapRef.name`.
   *
   * @default - those of `jwks`
   */
  readonly jwksConfigMap?: string;
}
