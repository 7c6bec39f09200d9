import type { CelReads, TimeWindow } from '../authz/request-condition';
import type { DenyRule, RequestMatch } from '../authz/request-rule';
import type { AccountToken, ClaimsToken } from '../authz/tokens/token';
import type { ApprovalGrant, ApprovalRequest, ApprovalWithdrawal } from '../host/approval';
import type { CredentialSecret, HeaderCredential } from '../host/credential';
import type { ExternalHostProps } from '../host/external-host-props';
import type { PassthroughHostProps } from '../host/passthrough-host-props';
import type { MutualTls, TlsOrigination } from '../host/tls';
import type { TransparentWay } from '../host/way';

/*
 * The vocabulary of files with hosts: that of the properties. What the program makes by a call has the name of the function as its key.
 * `tools/hosts-schema.ts` writes the JSON schema from these types and their comments.
 */

/** A caller: the pods of a service account. */
export interface CallerDocument {
  /** The namespace of the pods. */
  readonly namespace: string;
  /** The service account of the pods. @default - all pods of the namespace, which is reported as `egress/namespace-caller` */
  readonly serviceAccount?: string;
}

/** Who may call a host: the name of a set of callers that the program declares, or a list of at least one caller. */
export type CallersDocument = string | readonly CallerDocument[];

/** Whether, why and for how long a host is approved. */
export type ApprovalDocument =
  | {
      /** An approval that is valid from `from` until `until`. */
      readonly granted: ApprovalGrant;
    }
  | {
      /** A request that is not approved yet: the gateway refuses all requests to the host. */
      readonly pending: ApprovalRequest;
    }
  | {
      /** An approval that was taken back before its end: the gateway refuses all requests to the host with the reason. */
      readonly withdrawn: ApprovalWithdrawal;
    };

/** Whether the gateway uses TLS to the host. */
export type TlsDocument =
  | 'originate'
  | 'none'
  | {
      /** The gateway originates TLS. It verifies the certificate of the host, by its name and a CA. */
      readonly originate: TlsOrigination;
    }
  | {
      /** The same, and the gateway presents a client certificate. */
      readonly mutual: MutualTls;
    };

/** How applications call a host, besides by the Service of the gateway. */
export type WayDocument =
  | 'transparent'
  | 'proxy'
  | {
      /** The application calls the host by its name, as if there were no gateway. */
      readonly transparent: TransparentWay;
    }
  | {
      /** The application calls a Service of this name in the namespace of the gateway: a DNS label, unique there. */
      readonly alias: string;
    };

/** The header by which the gateway authenticates to the host. */
export type CredentialDocument =
  | {
      /** The header `authorization`. The key of the Secret holds `Bearer <token>`. */
      readonly bearer: CredentialSecret;
    }
  | {
      /** The header `authorization`. The key of the Secret holds `Basic <base64 of user:password>`. */
      readonly basic: CredentialSecret;
    }
  | {
      /** A header of any name, such as `x-api-key`. */
      readonly header: HeaderCredential;
    };

/** What a document writes in place of a `TokenIssuer`. */
interface IssuerName {
  /** The name of a `TokenIssuer` that the program passes in `tokenIssuers`. */
  readonly issuer: string;
}

/** A service-account token that requests must carry. */
export interface AccountTokenDocument extends Omit<AccountToken, 'issuer' | 'accounts'>, IssuerName {
  /** The service accounts, or whole namespaces. At least one. */
  readonly accounts: readonly CallerDocument[];
}

/** A token with certain claims that requests must carry. */
export interface ClaimsTokenDocument extends Omit<ClaimsToken, 'issuer'>, IssuerName {}

/** The token that every request must carry. */
export type TokenDocument =
  | {
      /** The projected service-account token of a pod. */
      readonly serviceAccount: AccountTokenDocument;
    }
  | {
      /** A token with certain claims, such as one of your identity provider. */
      readonly claims: ClaimsTokenDocument;
    };

/** A name with its values. */
export interface NamedValues {
  /** The name. */
  readonly name: string;
  /** The values, at least one. */
  readonly values: readonly string[];
}

/** A name with a pattern for its value. */
export interface NamedPattern {
  /** The name. */
  readonly name: string;
  /** A regular expression of RE2 for the whole value. */
  readonly pattern: string;
}

/** A field of a JSON body with its values. */
export interface BodyField {
  /** The name of the field; with dots for fields of objects inside it, such as `options.model`. */
  readonly field: string;
  /** The values, at least one. */
  readonly values: readonly (string | number | boolean)[];
}

/** An expression in CEL, and what it reads. */
export interface CelDocument extends CelReads {
  /** The expression, of type bool. */
  readonly expression: string;
}

/** A condition on a request. */
export type ConditionDocument =
  | 'always'
  | {
      /** One of these methods, at least one, such as `POST`, in upper case. */
      readonly method: readonly string[];
    }
  | {
      /** One of these paths, at least one, without the query. An entry that ends with `/*` stands for all paths below. */
      readonly path: readonly string[];
    }
  | {
      /** A regular expression of RE2 for the whole path, without the query. */
      readonly pathMatches: string;
    }
  | {
      /** A query parameter that has one of the values, after decoding. */
      readonly query: NamedValues;
    }
  | {
      /** A header that has exactly one of the values. */
      readonly header: NamedValues;
    }
  | {
      /** A header whose whole value matches a regular expression of RE2. */
      readonly headerMatches: NamedPattern;
    }
  | {
      /** The name of a header that the request has, with any value. */
      readonly headerPresent: string;
    }
  | {
      /** The name of a header that the request does not have. */
      readonly headerAbsent: string;
    }
  | {
      /** These days and hours, by the clock of the gateway. */
      readonly during: TimeWindow;
    }
  | {
      /** A field of a JSON body that has one of the values. */
      readonly bodyField: BodyField;
    }
  | {
      /** All of these hold, at least one. */
      readonly all: readonly ConditionDocument[];
    }
  | {
      /** One of these holds, of at least one. */
      readonly any: readonly ConditionDocument[];
    }
  | {
      /** This does not hold. */
      readonly not: ConditionDocument;
    }
  | {
      /** An expression in CEL, for what is missing here. A change of it restarts the authorization server. */
      readonly cel: CelDocument;
    };

/** What a rule writes in place of sets and conditions. */
interface RuleForms {
  /** Only requests of these sets of callers, at least one, by their names. @default - all callers of the host */
  readonly callers?: readonly string[];
  /** Further conditions, all of which must hold. @default - none */
  readonly when?: readonly ConditionDocument[];
}

/** A rule that allows. */
export interface AllowDocument extends Omit<RequestMatch, keyof RuleForms>, RuleForms {}

/** A rule that denies. */
export interface DenyDocument extends Omit<DenyRule, keyof RuleForms>, RuleForms {}

/** A rule for the requests to a host. The first rule that a request matches decides. */
export type RuleDocument =
  | {
      /** Requests that may leave. */
      readonly allow: AllowDocument;
    }
  | {
      /** Requests that get a 403, even if a later rule allows them. */
      readonly deny: DenyDocument;
    };

/** The properties of every destination that a document writes in another form. */
export interface CommonForms {
  /** The gateway, by its name in `gateways` of the program. @default - `gateway` of the program, or `default` in `gateways` */
  readonly gateway?: string;
  /** Who may call it: the name of a set of callers that the program passes in `callerSets`, or a list of at least one caller. */
  readonly callers: CallersDocument;
  /** Whether, why and for how long it is approved: `granted`, `pending` or `withdrawn`, with the fields below it. */
  readonly approval: ApprovalDocument;
}

/** The properties of an `ExternalHost` that a document writes in another form. */
export interface HostForms extends CommonForms {
  /** Further sets of callers, at least one, by their names in `callerSets` of the program. @default - none */
  readonly moreCallers?: readonly string[];
  /** Whether the gateway uses TLS to the host: `none`, or `originate` or `mutual` with the settings below it. @default 'originate' */
  readonly tls?: TlsDocument;
  /** Which requests may leave: rules, at least one. The first that a request matches decides. Others are denied. @default - every request */
  readonly requests?: readonly RuleDocument[];
  /** The header by which the gateway authenticates to the host, with its value from a Secret of the gateway's namespace. @default - none */
  readonly credential?: CredentialDocument;
  /** The token that every request must carry in the header `x-egress-token`. @default - none */
  readonly token?: TokenDocument;
  /** How applications call it. @default - only by the Service of the gateway, with the Host header of the host */
  readonly ways?: readonly WayDocument[];
}

/** A document with a host whose requests the gateway decides on. */
export interface HostDocument extends Omit<ExternalHostProps, keyof HostForms>, HostForms {}

/** A document with a host whose connections pass through the gateway: one with `inspection: none`. */
export interface PassthroughDocument extends Omit<PassthroughHostProps, keyof CommonForms>, CommonForms {}

/** The names of the alternatives of a value: the keys of its objects, and its texts. */
export type NamesOf<T> = T extends string ? T : keyof T;
