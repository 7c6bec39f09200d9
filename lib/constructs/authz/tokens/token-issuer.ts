import type { Construct } from 'constructs';
import { GatewayExtension } from '../../../../imports/gateway.kgateway.dev/gateway-extension';
import type { Finding } from '../../../core/finding';
import { Platform } from '../../../core/platform';
import { TOKEN_HEADER } from '../../../core/token-header';
import { makeObject } from '../../base/api-object';
import { EgressConstruct } from '../../base/egress-construct';
import type { IEgressGateway } from '../../gateway/gateway-base';
import { tokenIssuerChecks } from './token-issuer-checks';
import type { TokenIssuerProps } from './token-issuer-props';
import { tokenIssuerFields } from './token-issuer-shapes';

/**
 * Whose tokens a gateway accepts from applications, such as those that the API server issues to pods. Hosts ask for them with `token`.
 * Applications send them in the header {@link TokenIssuer.HEADER}, which no host receives.
 *
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
 */
export class TokenIssuer extends EgressConstruct {
  /** The request header in which applications send the token, without a scheme before it. */
  public static readonly HEADER = TOKEN_HEADER;

  private readonly props: TokenIssuerProps;

  constructor(scope: Construct, id: string, props: TokenIssuerProps) {
    super(scope, id);
    this.props = this.read(props, tokenIssuerFields);
    this.gateway.decision?.removeToo(TOKEN_HEADER);
    this.makeExtension();
  }

  /** The gateway that verifies the tokens. */
  public get gateway(): IEgressGateway {
    return this.props.gateway;
  }

  /** The name of its GatewayExtension, to which the policies of hosts refer. */
  public get extensionName(): string {
    return this.props.name;
  }

  protected examine(): readonly Finding[] {
    return this.check({ props: this.props, capabilities: Platform.of(this).capabilities }, tokenIssuerChecks);
  }

  private makeExtension(): void {
    const { name, gateway, issuer, audience, jwks: inline, jwksConfigMap = '' } = this.props;
    const local = inline === undefined ? { configMapRef: { name: jwksConfigMap } } : { inline };
    const tokenSource = { header: { header: TOKEN_HEADER } };
    makeObject(this, 'Resource', GatewayExtension, {
      metadata: this.metadata('GatewayExtension', { name, namespace: gateway.namespace }),
      spec: {
        ...(Platform.of(this).capabilities.discriminator && { type: 'JWT' as const }),
        jwt: { providers: [{ name, issuer, audiences: [audience], jwks: { local }, tokenSource }], validationMode: 'Strict' },
      },
    });
  }
}
