import { nearestName } from '../../core/nearest-name';
import {
  BROKEN,
  type Field,
  objectOf,
  optional,
  required,
  type Shape,
  type ShapeTexts,
  someOf,
  text,
  withType,
} from '../../core/shapes';
import { type DenyRule, RequestRule } from '../authz/request-rule';
import { Token } from '../authz/tokens/token';
import type { TokenIssuer } from '../authz/tokens/token-issuer';
import { Caller } from '../caller/caller';
import type { CallerSet } from '../caller/caller-set';
import type { IEgressGateway } from '../gateway/gateway-base';
import { Approval, type ApprovalGrant, type ApprovalRequest, type ApprovalWithdrawal } from '../host/approval';
import { Credential, type CredentialSecret, type HeaderCredential } from '../host/credential';
import { type MutualTls, Tls, type TlsOrigination } from '../host/tls';
import { type TransparentWay, Way } from '../host/way';
import { conditionForms } from './condition-forms';
import {
  type Alternative,
  alone,
  by,
  fieldsOf,
  form,
  listForm,
  namedFields,
  nothing,
  type Origins,
  strictly,
  withForms,
} from './form';
import type {
  AccountTokenDocument,
  AllowDocument,
  ApprovalDocument,
  CallerDocument,
  ClaimsTokenDocument,
  CredentialDocument,
  DenyDocument,
  HostForms,
  NamesOf,
  RuleDocument,
  TlsDocument,
  TokenDocument,
  WayDocument,
} from './host-document';

/** What documents refer to by names. */
export interface Known {
  readonly gateways: ReadonlyMap<string, IEgressGateway>;
  readonly callerSets: ReadonlyMap<string, CallerSet>;
  readonly tokenIssuers: ReadonlyMap<string, TokenIssuer>;
}

/** How the properties that a document writes in another form are read. */
export function hostForms(known: Known, origins: Origins): Readonly<Record<keyof HostForms, Shape>> {
  const set = named(known.callerSets, 'callerSets', {
    rule: 'input/callers',
    allowed: 'the name of a set of callers',
    fix: 'write the name, or add the set to callerSets of ExternalHosts.fromFiles',
  });
  const sets = someOf(set, SETS);
  return {
    gateway: named(known.gateways, 'gateways', {
      rule: 'input/gateway',
      allowed: 'the name of a gateway',
      fix: 'write the name, or add the gateway to gateways of ExternalHosts.fromFiles; or remove gateway for the default',
    }),
    callers: callersForm(set, known.callerSets, origins),
    approval: form(APPROVALS, APPROVAL, origins),
    moreCallers: sets,
    tls: form(TLS_FORMS, TLS, origins),
    requests: listForm(ruleForm(sets, origins), RULES, origins),
    credential: form(CREDENTIALS, CREDENTIAL, origins),
    token: tokenForm(known.tokenIssuers, origins),
    ways: listForm(form(WAY_FORMS, WAY, origins), { ...WAY, fix: 'write each way after a dash' }, origins),
  };
}

const SETS: ShapeTexts = {
  rule: 'input/callers',
  allowed: 'a list of names of sets of callers',
  fix: 'write the names as a list, such as [http, batch]',
};

/** A name that stands for something of the program. */
function named(known: ReadonlyMap<string, unknown>, property: string, texts: ShapeTexts): Shape {
  return (given, path, reading) => {
    if (typeof given !== 'string') return reading.report(path, withType(given, true), texts);
    if (known.has(given)) return known.get(given);
    const names = [...known.keys()].sort();
    if (names.length === 0) {
      const none = `${texts.allowed}, but the program passes no ${property}`;
      return reading.report(path, given, { ...texts, allowed: none, fix: texts.fix.replace('write the name, or ', '') });
    }
    const allowed = `${property}: ${names.join(', ')}`;
    const nearest = nearestName(given, names);
    return reading.report(path, given, { ...texts, allowed, fix: nearest === undefined ? texts.fix : `write ${nearest}` });
  };
}

const CALLERS: ShapeTexts = {
  rule: 'input/callers',
  allowed: 'the name of a set of callers, or a list such as [{ namespace: team-a, serviceAccount: agent }]',
  fix: 'name the service accounts of the calling pods',
};
const NAME: ShapeTexts = {
  rule: 'input/callers',
  allowed: 'a name',
  fix: 'write the name; in quotes, if it looks like a number',
};

const callerFields = objectOf(
  { namespace: required(text(NAME), () => ''), serviceAccount: optional(text(NAME)) } satisfies Record<
    keyof CallerDocument,
    Field
  >,
  { rule: 'input/callers', allowed: 'a caller { namespace, serviceAccount }', fix: 'write namespace and serviceAccount' },
);

const SET_IN_LIST: ShapeTexts = {
  rule: 'input/callers',
  allowed: 'one set, without a list; or a list of callers { namespace, serviceAccount }',
  fix: 'write one set as callers: http, and further ones as moreCallers: [batch]',
};

/** A list of callers. @param sets - names that are often written in it */
function callerList(texts: ShapeTexts, origins: Origins, sets?: ReadonlyMap<string, unknown>): Shape {
  const fields = strictly(callerFields);
  const caller: Shape = (given, path, reading) => {
    if (typeof given === 'string' && sets?.has(given)) return reading.report(path, withType(given), SET_IN_LIST);
    const read = fields(given, path, reading);
    if (read === BROKEN) return BROKEN;
    const { namespace, serviceAccount } = read as CallerDocument;
    const made = serviceAccount === undefined ? Caller.namespace(namespace) : Caller.serviceAccount(namespace, serviceAccount);
    origins.set(made, path);
    return made;
  };
  return listForm(caller, texts, origins);
}

function callersForm(set: Shape, sets: Known['callerSets'], origins: Origins): Shape {
  const list = callerList(CALLERS, origins, sets);
  return (given, path, reading) => (typeof given === 'string' ? set : list)(given, path, reading);
}

const APPROVAL: ShapeTexts = {
  rule: 'input/approval',
  allowed: 'granted, pending or withdrawn, with the fields below it',
  fix: 'write granted with who approved it and until when, or pending while it is not approved',
};

const APPROVALS = {
  granted: by(fieldsOf(APPROVAL), (grant: ApprovalGrant) => Approval.granted(grant)),
  pending: by(fieldsOf(APPROVAL), (request: ApprovalRequest) => Approval.pending(request)),
  withdrawn: by(fieldsOf(APPROVAL), (withdrawal: ApprovalWithdrawal) => Approval.withdrawn(withdrawal)),
} satisfies Record<NamesOf<ApprovalDocument>, Alternative>;

const TLS: ShapeTexts = {
  rule: 'input/tls',
  allowed: 'none, originate, originate: { … } or mutual: { … }',
  fix: 'write tls: { originate: { … } }, or remove tls for originate',
};

const TLS_FORMS = {
  originate: alone(fieldsOf(TLS), (origination: TlsOrigination | undefined) => Tls.originate(origination)),
  mutual: by(namedFields<MutualTls>({ secret: true, hostname: true, maxVersion: true }, TLS), Tls.mutual),
  none: alone(nothing(TLS), () => Tls.none()),
} satisfies Record<NamesOf<TlsDocument>, Alternative>;

const CREDENTIAL: ShapeTexts = {
  rule: 'input/credential',
  allowed: 'bearer: { secret, key }, basic: { secret, key } or header: { name, secret, key }',
  fix: 'write credential: { bearer: { secret: api-token, key: authorization } }',
};

const SECRET = { secret: true, key: true } as const;
const CREDENTIALS = {
  bearer: by(namedFields<CredentialSecret>(SECRET, CREDENTIAL), Credential.bearer),
  basic: by(namedFields<CredentialSecret>(SECRET, CREDENTIAL), Credential.basic),
  header: by(fieldsOf(CREDENTIAL), (source: HeaderCredential) => Credential.header(source)),
} satisfies Record<NamesOf<CredentialDocument>, Alternative>;

const WAY: ShapeTexts = {
  rule: 'input/ways',
  allowed: 'a list of transparent, transparent: { port: … }, alias: … and proxy',
  fix: 'write the name of a way',
};

const WAY_FORMS = {
  transparent: alone(fieldsOf(WAY), (settings: TransparentWay | undefined) => Way.transparent(settings)),
  alias: by((given) => given, Way.alias),
  proxy: alone(nothing(WAY), () => Way.proxy()),
} satisfies Record<NamesOf<WayDocument>, Alternative>;

const RULES: ShapeTexts = {
  rule: 'input/requests',
  allowed: 'a list of allow: { name: reads, methods: [GET] } and deny: { … }',
  fix: 'write each rule after a dash, or remove requests for every request',
};

function ruleForm(sets: Shape, origins: Origins): Shape {
  const { conditions } = conditionForms(origins);
  const read = withForms(fieldsOf(RULES), { callers: sets, when: conditions });
  const alternatives = {
    allow: by(read, (match: AllowDocument) => RequestRule.allow(match as DenyRule)),
    deny: by(read, (match: DenyDocument) => RequestRule.deny(match as DenyRule)),
  } satisfies Record<NamesOf<RuleDocument>, Alternative>;
  return form(alternatives, RULES, origins);
}

const TOKEN: ShapeTexts = {
  rule: 'input/token',
  allowed: 'serviceAccount: { issuer, accounts } or claims: { issuer, claims }',
  fix: 'write token: { serviceAccount: { issuer: …, accounts: [{ namespace: …, serviceAccount: … }] } }, or remove it',
};
const ACCOUNTS: ShapeTexts = {
  rule: 'input/token',
  allowed: 'a list such as [{ namespace: team-a, serviceAccount: agent }]',
  fix: 'write namespace and serviceAccount after a dash',
};
const ISSUER: ShapeTexts = {
  rule: 'input/token',
  allowed: 'the name of a token issuer',
  fix: 'write the name, or add the TokenIssuer to tokenIssuers of ExternalHosts.fromFiles',
};

function tokenForm(issuers: Known['tokenIssuers'], origins: Origins): Shape {
  const issuer = named(issuers, 'tokenIssuers', ISSUER);
  const accounts = callerList(ACCOUNTS, origins);
  const ofAccounts = namedFields<AccountTokenDocument>({ issuer: true, accounts: true }, TOKEN);
  const ofClaims = namedFields<ClaimsTokenDocument>({ issuer: true, claims: true }, TOKEN);
  const alternatives = {
    serviceAccount: by(withForms(ofAccounts, { issuer, accounts }), Token.serviceAccount),
    claims: by(withForms(ofClaims, { issuer }), Token.claims),
  } satisfies Record<NamesOf<TokenDocument>, Alternative>;
  return form(alternatives, TOKEN, origins);
}
