import type { TrafficPolicySpec } from '../../../../imports/gateway.kgateway.dev/traffic-policy';
import { TOKEN } from '../../../core/brand';
import type { Caller } from '../../caller/caller';
import type { TokenIssuer } from './token-issuer';

/** The pods whose tokens a host accepts. */
export interface AccountToken {
  /** Who issues the tokens: the API server of the cluster. */
  readonly issuer: TokenIssuer;
  /** The service accounts, or whole namespaces. At least one. */
  readonly accounts: readonly Caller[];
}

/** The claims that a token must have. */
export interface ClaimsToken {
  /** Who issues the tokens. */
  readonly issuer: TokenIssuer;
  /**
   * The values under each claim, all of which must hold: `{ team: ['payments', 'billing'] }`. A claim is a text, which equals one of
   * the values, or a list, which contains one of them.
   */
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** The kind of a {@link Token}. */
export type TokenKind = 'serviceAccount' | 'claims';

/**
 * A token that requests to a host must carry, besides all that the caller, the request rules and the approval ask for. It tells callers
 * of one listener apart. The gateway verifies it after the decision of the authorization server.
 */
export class Token {
  /** The projected service-account token of a pod, which proves its service account by the API server, and not by the mesh. */
  public static serviceAccount(asked: AccountToken): Token {
    return new Token('serviceAccount', asked?.issuer, asked);
  }

  /** A token with certain claims, such as one of your identity provider. */
  public static claims(asked: ClaimsToken): Token {
    return new Token('claims', asked?.issuer, asked);
  }

  protected readonly [TOKEN]: TokenKind;

  private constructor(
    kind: TokenKind,
    /** Who issues the tokens. */
    public readonly issuer: TokenIssuer,
    /** What the token must show. */
    public readonly asked: Partial<AccountToken & ClaimsToken>,
  ) {
    this[TOKEN] = kind;
  }
}

const PAYLOAD = "metadata.filter_metadata['envoy.filters.http.jwt_authn']['payload']";

/** Tokens without an end, and with the end 0, are valid forever for Envoy. */
const ENDS = `${PAYLOAD}['exp'] > 0.0`;

/** The part of a TrafficPolicy that asks for the token. kgateway takes several expressions as alternatives. */
export function tokenPart({ issuer, asked }: Token): Pick<TrafficPolicySpec, 'jwtAuth' | 'rbac'> {
  const conditions = [ENDS, ...(asked.accounts ? [ofAccounts(asked.accounts)] : []), ...ofClaims(asked.claims ?? {})];
  return {
    jwtAuth: { extensionRef: { name: issuer.extensionName } },
    rbac: { action: 'Allow', policy: { matchExpressions: [conditions.join(' && ')] } },
  };
}

/** The names in the token are those of Kubernetes: letters, digits, `-` and `.`. */
function ofAccounts(accounts: readonly Caller[]): string {
  const single = accounts.flatMap(({ namespace, serviceAccount }) =>
    serviceAccount === undefined ? [] : [`system:serviceaccount:${namespace}:${serviceAccount}`],
  );
  const whole = accounts.flatMap(({ namespace, serviceAccount }) => (serviceAccount === undefined ? [namespace] : []));
  const options = [
    ...(single.length > 0 ? [`${PAYLOAD}['sub'] in ${list(single)}`] : []),
    ...(whole.length > 0 ? [`${PAYLOAD}['kubernetes.io']['namespace'] in ${list(whole)}`] : []),
  ];
  return `(${options.join(' || ')})`;
}

/** Of a text, `in` is an error, which counts as false. */
function ofClaims(claims: ClaimsToken['claims']): string[] {
  return Object.entries(claims)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => {
      const claim = `${PAYLOAD}[${JSON.stringify(name)}]`;
      return `(${claim} in ${list(values)}${values.map((value) => ` || ${JSON.stringify(value)} in ${claim}`).join('')})`;
    });
}

function list(values: readonly string[]): string {
  return `[${[...new Set(values)]
    .sort()
    .map((value) => JSON.stringify(value))
    .join(', ')}]`;
}
