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
    'a content that is bound to a missing ticket',
    one(host('', { approval: `${APPROVED.replace('    ticket: SEC-12\n', '')}    content: []\n` })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:5:3  approval.granted.ticket
  got nothing; allowed: a non-empty string
  fix: name the ticket of the request
egress/approval-outdated  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:11:5  approval.granted.content
  got host: approved none, now api.example.com:443 http; destination: approved none, now ServiceEntry; tls: approved none, now originate; callers: approved for nobody, now also http=8080; callers of http: approved for nobody, now also team-a/agent; not approved: rule allow any, {"allow":"any","when":[]}; allowed: the host as the ticket approved it
  fix: ask the ticket again; after the review, write what was reviewed, which is now:
    content:
      - 'host api.example.com:443 http'
      - 'destination ServiceEntry'
      - 'tls originate'
      - 'callers http=8080'
      - 'identities http team-a/agent'
      - 'requests {"allow":"any","when":[]}'`,
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
  [
    'values that YAML reads as numbers and truth values',
    one(host('', { approval: APPROVED.replace('SEC-12', '4711').replace('team-a', 'y') })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:6:5  approval.granted.owner
  got true (a boolean); allowed: a non-empty string
  fix: name the team that is responsible for the destination; write it in quotes
input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:7:5  approval.granted.ticket
  got 4711 (a number); allowed: a non-empty string
  fix: name the ticket of the request; write it in quotes`,
  ],
  [
    'an approval with nothing below it',
    one(host('', { approval: 'approval:\n  granted:\n' })),
    `input/approval  hosts/a.yaml:5:3  approval.granted
  got null; allowed: granted, pending or withdrawn, with the fields below it
  fix: write the fields of granted below it, with more indentation`,
  ],
  [
    'blanks in the lines of a content, and an empty line',
    one(host('', { approval: `${APPROVED}    content: ['tls originate ', '']\n` })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:15  approval.granted.content[0]
  got "tls originate " (with blanks); allowed: a text on one line, without blanks at its ends
  fix: write content: [], and synthesis shows the lines of the host
input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:33  approval.granted.content[1]
  got ''; allowed: a text on one line, without blanks at its ends
  fix: write content: [], and synthesis shows the lines of the host`,
  ],
  // Callers
  [
    'sets of callers as a list',
    one(host('', { callers: 'callers: [http, batch]' })),
    `input/callers  hosts/a.yaml:3:11  callers[0]
  got "http" (a string); allowed: one set, without a list; or a list of callers { namespace, serviceAccount }
  fix: write one set as callers: http, and further ones as moreCallers: [batch]
input/callers  hosts/a.yaml:3:17  callers[1]
  got "batch" (a string); allowed: one set, without a list; or a list of callers { namespace, serviceAccount }
  fix: write one set as callers: http, and further ones as moreCallers: [batch]`,
  ],
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
    'values of a condition that has none, and holds for every request',
    one(host('requests:\n  - allow:\n      name: a\n      when:\n        - always: { method: [GET] }\n')),
    `input/requests  hosts/a.yaml:16:11  requests[0].allow.when[0].always
  got {"method":["GET"]}; allowed: a condition, such as header: { name: x-team, values: [team-a] }
  fix: write the name alone`,
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
  fix: add the TokenIssuer to tokenIssuers of ExternalHosts.fromFiles`,
  ],
  [
    'a token without its issuer and accounts',
    one(host('token: { serviceAccount: {} }\n')),
    `input/token  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:10  token.serviceAccount.issuer
  got nothing; allowed: the name of an issuer in tokenIssuers of the program
  fix: name one for the gateway of the host
input/token  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:10  token.serviceAccount.accounts
  got nothing; allowed: at least one caller
  fix: write accounts: [{ namespace: team-a, serviceAccount: agent }]`,
  ],
  [
    'the name of a set as the accounts of a token',
    one(host('token: { serviceAccount: { issuer: pods, accounts: http } }\n')),
    `input/token  hosts/a.yaml:12:28  token.serviceAccount.issuer
  got pods; allowed: the name of a token issuer, but the program passes no tokenIssuers
  fix: add the TokenIssuer to tokenIssuers of ExternalHosts.fromFiles
input/token  hosts/a.yaml:12:42  token.serviceAccount.accounts
  got "http" (a string); allowed: a list such as [{ namespace: team-a, serviceAccount: agent }]
  fix: write namespace and serviceAccount after a dash`,
  ],
  [
    'one way twice',
    one(host('ways: [transparent, transparent]\n')),
    `input/ways  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:1  ways
  got ["transparent on port 80 of api.example.com"]; allowed: each port of a name once per gateway: the port selects the listener, and so the callers
  fix: name another port, transparent: { port: 8080 }, or use alias for one of the hosts`,
  ],
  [
    'paths that no request has, and a day by another name',
    one(host('requests:\n  - allow:\n      name: a\n      when: [path: [v1, "/a?b"], during: { days: [monday] }]\n')),
    `input/requests  hosts/a.yaml:15:14  requests[0].allow.when[0].path
  got path v1, /a?b: paths begin with /; have no ?, #, %, ;, \\, blanks, //, . or .. as a step; are ASCII; and have * only at the end, after /; allowed: a condition that a request can meet, as its documentation says
  fix: correct the condition
input/requests  hosts/a.yaml:15:34  requests[0].allow.when[1].during
  got days ["monday"]: a list of mon, tue, wed, thu, fri, sat, sun; allowed: a condition that a request can meet, as its documentation says
  fix: correct the condition`,
  ],
  [
    'rules for connections that pass through',
    one(host('inspection: none\nreason: pinned\ntls: none\n')),
    `input/property  egress/hosts/api.example.com (PassthroughHost)  hosts/a.yaml:14:1  tls
  got "none" (a string); allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use a document without inspection`,
  ],
  [
    'a port for the listener of TLS',
    one(host('inspection: none\nreason: pinned\nlistenerPort: 1234\n')),
    `input/port  egress/hosts/api.example.com (PassthroughHost)  hosts/a.yaml:14:1  listenerPort
  got 1234; allowed: no listenerPort with protocol tls: all hosts with the same callers share a listener
  fix: remove it; to choose the port, use a set of the program with name: '…', tlsPort: 20443, callers: […]`,
  ],
  [
    'a reason without inspection',
    one(host('reason: pinned\n')),
    `input/inspection  egress/hosts/api.example.com (PassthroughHost)  hosts/a.yaml:1:1  inspection
  got nothing; allowed: 'none', which acknowledges that nobody inspects the connections
  fix: set inspection: 'none' and the reason; if the protocol is HTTP, use a document without inspection, whose requests are decided on and logged`,
  ],
];
