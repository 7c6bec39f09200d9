import { APPROVED } from './files';
import { host, type Malformed, one } from './malformed-host';

/** Files with malformed approvals, callers and other values with forms of their own. */
export const malformedValues: readonly Malformed[] = [
  // Approval
  [
    'fields that are not indented',
    one(host('', { approval: 'approval:\n  granted:\n  owner: team-a\n  ticket: SEC-12\n' })),
    `input/approval  hosts/a.yaml:4:1  approval
  got granted, owner, ticket; allowed: granted, pending or withdrawn, with the fields below it
  fix: indent owner, ticket below granted, or remove what is not meant`,
  ],
  [
    'an approval by another name',
    one(host('', { approval: 'approval:\n  grantd:\n    owner: team-a\n' })),
    `input/approval  hosts/a.yaml:4:1  approval
  got grantd; allowed: granted, pending or withdrawn, with the fields below it
  fix: write granted`,
  ],
  [
    'an approval as a text',
    one(host('', { approval: 'approval: granted\n' })),
    `input/approval  hosts/a.yaml:4:1  approval
  got granted; allowed: granted, pending or withdrawn, with the fields below it
  fix: write what granted needs below it`,
  ],
  [
    'an end before the beginning',
    one(host('', { approval: APPROVED.replace('2027-03-01', '2025-03-01') })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:11:5  approval.granted.until
  got 2025-03-01, from 2026-01-01; allowed: an end after the beginning
  fix: correct from or until`,
  ],
  [
    'a missing field of an approval',
    one(host('', { approval: APPROVED.replace('    owner: team-a\n', '') })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:5:3  approval.granted.owner
  got nothing; allowed: a non-empty string
  fix: name the team that is responsible for the destination`,
  ],
  [
    'a withdrawal without who withdrew it',
    one(host('', { approval: 'approval:\n  withdrawn: { owner: a, ticket: T-1, reason: r, on: 2026-05-01 }\n' })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:5:3  approval.withdrawn.by
  got nothing; allowed: a non-empty string
  fix: name the person who withdrew the approval`,
  ],
  [
    'a withdrawal on a day that does not exist',
    one(host('', { approval: 'approval:\n  withdrawn: { owner: a, ticket: T-1, reason: r, by: b, on: 2026-02-30 }\n' })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:5:57  approval.withdrawn.on
  got 2026-02-30; allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date in UTC`,
  ],
  // Callers
  [
    'an unknown set of callers',
    one(host('', { callers: 'callers: htttp' })),
    `input/callers  hosts/a.yaml:3:1  callers
  got htttp; allowed: callerSets: batch, http
  fix: write http`,
  ],
  [
    'a caller as a text',
    one(host('', { callers: 'callers:\n  - team-a/agent' })),
    `input/callers  hosts/a.yaml:4:5  callers[0]
  got "team-a/agent" (a string); allowed: a caller { namespace, serviceAccount }
  fix: write namespace and serviceAccount`,
  ],
  [
    'a misspelt field of a caller',
    one(host('', { callers: 'callers:\n  - namespace: team-a\n    serviceaccount: agent' })),
    `input/property  hosts/a.yaml:5:5  callers[0].serviceaccount
  got agent; allowed: the properties namespace, serviceAccount
  fix: rename it: did you mean serviceAccount?`,
  ],
  [
    'no callers',
    one(host('', { callers: 'callers: []' })),
    `input/callers  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:3:1  callers
  got []; allowed: who may call it: a list of at least one caller, or the name of a set of callers in callerSets of the program
  fix: name the service accounts of the calling pods: callers: [{ namespace: team-a, serviceAccount: agent }]`,
  ],
  // Forms
  [
    'an unknown kind of TLS',
    one(host('tls: off\n')),
    `input/tls  hosts/a.yaml:12:1  tls
  got false; allowed: none, originate, originate: { … } or mutual: { … }
  fix: write tls: { originate: { … } }, or remove tls for originate`,
  ],
  [
    'a misspelt setting of TLS',
    one(host('tls:\n  originate:\n    caSecrets: ca\n')),
    `input/property  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:14:5  tls.originate.caSecrets
  got ca; allowed: the properties hostname, maxVersion, caConfigMap, caSecret
  fix: rename it: did you mean caSecret?`,
  ],
  [
    'plaintext on the port of TLS',
    one(host('tls: none\n')),
    `egress/plaintext-to-https-port  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:1  tls
  got none for port 443; allowed: originate for port 443: otherwise the gateway sends plaintext to it
  fix: remove tls`,
  ],
  [
    'a rule without its effect',
    one(host('requests:\n  - name: reads\n    methods: [GET]\n')),
    `input/requests  hosts/a.yaml:13:5  requests[0]
  got name, methods; allowed: a list of allow: { name: reads, methods: [GET] } and deny: { … }
  fix: write each rule after a dash, or remove requests for every request`,
  ],
  [
    'the second of three rules',
    one(host('requests:\n  - deny: { name: a, methods: [PUT] }\n  - alow: { name: b }\n  - allow: { name: c, methods: GET }\n')),
    `input/requests  hosts/a.yaml:14:5  requests[1]
  got alow; allowed: a list of allow: { name: reads, methods: [GET] } and deny: { … }
  fix: write allow
input/requests  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:15:23  requests[2].allow.methods
  got "GET" (a string); allowed: methods in upper case, such as ['GET', 'HEAD']
  fix: correct the methods, or remove them for all`,
  ],
  [
    'a condition with a mistake',
    one(
      host(
        'requests:\n  - allow:\n      name: a\n      when:\n        - method: [POST]\n        - not:\n            header: { name: x-a, values: [""] }\n',
      ),
    ),
    `input/requests  hosts/a.yaml:18:13  requests[0].allow.when[1].not.header
  got header x-a with value ""; allowed: a condition that a request can meet, as its documentation says
  fix: correct the condition`,
  ],
  [
    'a condition without its values',
    one(host('requests:\n  - allow:\n      name: a\n      when:\n        - header: { name: x-a }\n')),
    `input/requests  hosts/a.yaml:16:11  requests[0].allow.when[0].header.values
  got nothing; allowed: a list of at least one text
  fix: write each text after a dash, or [a, b]`,
  ],
  [
    'an alias that is no name',
    one(host('ways:\n  - proxy\n  - alias: api.internal\n')),
    `input/ways  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:14:5  ways[1].alias
  got api.internal; allowed: the name of a Service: a-z, 0-9 and -, starting with a letter, at most 63 characters
  fix: write a short name for the host: alias: api`,
  ],
  [
    'a way with a setting of another',
    one(host('ways:\n  - proxy: { port: 80 }\n')),
    `input/ways  hosts/a.yaml:13:5  ways[0].proxy
  got {"port":80}; allowed: a list of transparent, transparent: { port: … }, alias: … and proxy
  fix: write the name alone`,
  ],
  [
    'a credential with the value itself',
    one(host('credential: Bearer 123\n')),
    `input/credential  hosts/a.yaml:12:1  credential
  got Bearer 123; allowed: bearer: { secret, key }, basic: { secret, key } or header: { name, secret, key }
  fix: write credential: { bearer: { secret: api-token, key: authorization } }`,
  ],
  [
    'a header for a bearer token',
    one(host('credential:\n  bearer: { name: x, secret: s, key: k }\n')),
    `input/property  hosts/a.yaml:13:13  credential.bearer.name
  got x; allowed: the properties secret, key
  fix: remove the property`,
  ],
  [
    'an issuer that the program does not pass',
    one(host('token:\n  claims: { issuer: idp, claims: { team: [a] } }\n')),
    `input/token  hosts/a.yaml:13:13  token.claims.issuer
  got idp; allowed: the name of a token issuer, but the program passes no tokenIssuers
  fix: write the name, or add the TokenIssuer to tokenIssuers of ExternalHosts.fromFiles`,
  ],
  [
    'rules for connections that pass through',
    one(host('inspection: none\nreason: pinned\ntls: none\n')),
    `input/property  egress/hosts/api.example.com (PassthroughHost)  hosts/a.yaml:14:1  tls
  got "none" (a string); allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use a document without inspection`,
  ],
  [
    'a reason without inspection',
    one(host('reason: pinned\n')),
    `input/inspection  egress/hosts/api.example.com (PassthroughHost)  hosts/a.yaml:1:1  inspection
  got nothing; allowed: 'none', which acknowledges that nobody inspects the connections
  fix: set inspection: 'none' and the reason; if the protocol is HTTP, use a document without inspection, whose requests are decided on and logged`,
  ],
];
