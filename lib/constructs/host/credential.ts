import type { TrafficPolicySpec } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import { CREDENTIAL } from '../../core/brand';

/** Where the value of a header is: a key of a Secret. */
export interface CredentialSecret {
  /**
   * The name of a Secret in the gateway's namespace, which is not created by this library.
   * `TrafficPolicy.spec.headerModifiers.request.set[].secretRef.name`.
   */
  readonly secret: string;
  /**
   * The key of the Secret that holds the complete value of the header, such as `Bearer eyJ…`: nothing is put before it.
   * `TrafficPolicy.spec.headerModifiers.request.set[].secretRef.key`.
   */
  readonly key: string;
}

/** A header of any name, and where its value is. */
export interface HeaderCredential extends CredentialSecret {
  /** The name of the header, such as `x-api-key`. `TrafficPolicy.spec.headerModifiers.request.set[].name`. */
  readonly name: string;
}

/** The kind of a {@link Credential}. */
export type CredentialKind = 'bearer' | 'header' | 'basic';

/** What a host gets if the Secret is empty: not the header of the client, which Envoy would then leave as it is. */
const NO_CREDENTIAL = 'none';

/**
 * A header by which the gateway authenticates to a host. Applications neither need nor see it. Its value is in a Secret, and so in no
 * file of `dist/`. A client's own header of this name never reaches the host.
 *
 * The Secret holds the complete value. Its `%` must be written as `%%`: Envoy reads a single one as a command, and rejects all routes
 * of the gateway. If the Secret or its key is missing, or the value has a line end, requests to the host get a 403, and the log has
 * the rule `unknown-host`. A changed value is in
 * effect within seconds. Everyone who may read the configuration of the gateway's pods can read it.
 */
export class Credential {
  /** The header `authorization`. The key of the Secret holds `Bearer <token>`. */
  public static bearer(source: CredentialSecret): Credential {
    return new Credential('bearer', { ...source, name: 'authorization' });
  }

  /** A header of any name, such as `x-api-key`. */
  public static header(source: HeaderCredential): Credential {
    return new Credential('header', source);
  }

  /** The header `authorization`. The key of the Secret holds `Basic <base64 of user:password>`. */
  public static basic(source: CredentialSecret): Credential {
    return new Credential('basic', { ...source, name: 'authorization' });
  }

  protected readonly [CREDENTIAL]: CredentialKind;

  private constructor(
    kind: CredentialKind,
    /** The header, and the Secret with its value. */
    public readonly source: HeaderCredential,
  ) {
    this[CREDENTIAL] = kind;
  }

  /** The name of the header in lower case. The client's own header of this name is removed. */
  public get headerName(): string {
    return this.source.name.toLowerCase();
  }
}

/** The part of a TrafficPolicy that sets the header. The first entry replaces the client's own, the second is without effect if empty. */
export function credentialHeader({ headerName: name, source }: Credential): TrafficPolicySpec['headerModifiers'] {
  const { secret, key } = source;
  return {
    request: {
      set: [
        { name, value: NO_CREDENTIAL },
        { name, secretRef: { name: secret, key } },
      ],
    },
  };
}
