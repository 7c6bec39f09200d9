import type { TokenIssuer } from '../authz/tokens/token-issuer';
import type { CallerSet } from '../caller/caller-set';
import type { IEgressGateway } from '../gateway/gateway-base';

/** The properties of {@link ExternalHosts.fromFiles}. */
export interface ExternalHostsProps {
  /**
   * The files, by globs such as `hosts/**\/*.yaml`: `*` and `?` stand for characters of a name, `**` for any number of folders, and
   * `{a,b}` for either text. They are relative to the folder in which the program runs. Hidden files and `node_modules` are left out.
   */
  readonly files: string | readonly string[];
  /** The gateway of the documents that name none. @default - `default` in `gateways`; without it, each document names its gateway */
  readonly gateway?: IEgressGateway;
  /** The gateways that documents name, by these names. @default - none */
  readonly gateways?: Readonly<Record<string, IEgressGateway>>;
  /** The sets of callers that documents name. @default - none: each document lists its callers */
  readonly callerSets?: readonly CallerSet[];
  /** The issuers that the tokens of documents name. @default - none */
  readonly tokenIssuers?: readonly TokenIssuer[];
}
