import { APPROVED } from './files';

/** Files by their paths. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A host with other or further lines: its first three are those of the host, the next eight those of the approval. */
const host = (lines: string, { name = 'host: api.example.com', callers = 'callers: http', approval = APPROVED } = {}) =>
  `${[name, 'port: 443', callers].filter(Boolean).join('\n')}\n${approval}${lines}`;

const one = (text: string | Uint8Array): Files => ({ 'hosts/a.yaml': text });

/** Malformed files, and what is reported: the place, what is there, what is allowed, and the fix. */
export const cases: readonly (readonly [title: string, files: Files, expected: string])[] = [
  // Syntax
  [
    'a tab',
    one('host: api.example.com\n\tport: 443\n'),
    `input/document  hosts/a.yaml:2:1
  got malformed YAML: a tab as indentation; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before`,
  ],
  [
    'a missing quote',
    one("host: 'api.example.com\nport: 443\n"),
    `input/document  hosts/a.yaml:1:7
  got malformed YAML: a string without a closing quote; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before`,
  ],
  [
    'a wrong indentation',
    one('host: api.example.com\n  port: 443\n'),
    `input/document  hosts/a.yaml:2:7
  got malformed YAML: a colon without a key before it; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before`,
  ],
  [
    'a bracket without its end',
    one(host('addresses: [203.0.113.7\n')),
    `input/document  hosts/a.yaml:13:1
  got malformed YAML: a list entry without , or ] after it; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before`,
  ],
  [
    'a field that occurs twice',
    one(host('timeout: 10s\ntimeout: 20s\n')),
    `input/document  hosts/a.yaml:13:1
  got timeout twice; allowed: each field once
  fix: remove one of the two`,
  ],
  [
    'an alias without an anchor',
    one(host('addresses: *usual\n')),
    `input/document  hosts/a.yaml:12:12
  got the alias *usual; allowed: an anchor that is defined before its alias, and does not contain it
  fix: define &usual, or repeat the value`,
  ],
  [
    'a bomb of aliases',
    one(
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n`,
    ),
    `input/document  hosts/a.yaml:6:17
  got more than 400000 values that come from aliases; allowed: at most 400000 in a document
  fix: repeat the values instead of using aliases`,
  ],
  [
    'not UTF-8',
    one(new Uint8Array([...Buffer.from('host: b'), 0xfc, ...Buffer.from('cher.example\n')])),
    `input/file  hosts/a.yaml:1:8
  got a byte (0xfc) that is not UTF-8; allowed: text in UTF-8
  fix: save the file as UTF-8`,
  ],
  // Documents
  [
    'an empty file',
    one(''),
    `input/document  hosts/a.yaml:1:1
  got no document; allowed: at least one host
  fix: write host, port, callers and approval, or remove the file`,
  ],
  [
    'comments only',
    one('# host: api.example.com\n'),
    `input/document  hosts/a.yaml:1:1
  got no document; allowed: at least one host
  fix: write host, port, callers and approval, or remove the file`,
  ],
  [
    'a list of hosts',
    one('- host: api.example.com\n  port: 443\n'),
    `input/document  hosts/a.yaml:1:1
  got a list; allowed: a host
  fix: write one host per document: host, port, callers and approval, each on a line; and --- between two documents`,
  ],
  [
    'a text',
    one('api.example.com\n'),
    `input/document  hosts/a.yaml:1:1
  got a string; allowed: a host
  fix: write one host per document: host, port, callers and approval, each on a line; and --- between two documents`,
  ],
  [
    'a Kubernetes object',
    one('apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n  name: api\n'),
    `input/document  hosts/a.yaml:1:1
  got a Kubernetes object of kind ServiceEntry; allowed: a host
  fix: write host, port, callers and approval: the program makes the objects; or move the file elsewhere`,
  ],
  [
    'hosts in two documents, one of them malformed',
    one(`${host('')}---\nhost: [\n---\n${host('', { name: 'host: b.example.com' })}port: 443x\n`),
    `input/document  hosts/a.yaml:14:1
  got malformed YAML: a missing value; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before
input/document  hosts/a.yaml:26:1
  got port twice; allowed: each field once
  fix: remove one of the two
input/port  egress/hosts/b.example.com (ExternalHost)  hosts/a.yaml:26:1  port
  got "443x" (a string); allowed: a whole number from 1 to 65535
  fix: correct the port`,
  ],
  [
    'a host that two files have',
    { 'hosts/a/api.yaml': host(''), 'hosts/b/api.yaml': `# ours\n${host('')}` },
    `input/duplicate-host  hosts/b/api.yaml:2:1  host
  got api.example.com, which hosts/a/api.yaml:1:1 has too; allowed: each host once per gateway
  fix: remove one of the two; for another port of the host, give it another name and other callers`,
  ],
  [
    'two hosts with one name',
    { 'hosts/a.yaml': host('name: api\n'), 'hosts/b.yaml': host('name: api\n', { name: 'host: b.example.com' }) },
    `input/duplicate-name  hosts/b.yaml:12:1  name
  got api, which hosts/a.yaml:12:1 has too; allowed: each name once per gateway
  fix: give one of the hosts another name`,
  ],
  // Files
  [
    'a file with the other ending',
    { 'hosts/a.yaml': host(''), 'hosts/b.yml': host('', { name: 'host: b.example.com' }) },
    `input/file  hosts/b.yml
  got a file that the glob leaves out because of its ending; allowed: files of hosts/**/*.yaml
  fix: rename the file, or write both endings, such as *.{yaml,yml}`,
  ],
  [
    'a file that is too large',
    one(`# ${'x'.repeat(1024 * 1024)}\n`),
    `input/file  hosts/a.yaml
  got more than 1 MB; allowed: at most 1 MB
  fix: distribute the hosts over several files`,
  ],
  // Names of properties
  [
    'a misspelt property',
    one(host('adresses: [203.0.113.7]\n')),
    `input/property  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:1  adresses
  got ["203.0.113.7"]; allowed: the properties gateway, host, port, callers, addresses, approval, name, objectNames, protocol, tls, requests, moreCallers, reportUntil, maxBodyBytes, destination, token, credential, dns, rateLimit, undecided, maxStreamDuration, ways, timeout, perTryTimeout, retries, retryOn, maxConcurrentRetries, waive
  fix: rename it: did you mean addresses?`,
  ],
  [
    'an unknown property',
    one(host('justification: weather\n')),
    `input/property  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:1  justification
  got weather; allowed: the properties gateway, host, port, callers, addresses, approval, name, objectNames, protocol, tls, requests, moreCallers, reportUntil, maxBodyBytes, destination, token, credential, dns, rateLimit, undecided, maxStreamDuration, ways, timeout, perTryTimeout, retries, retryOn, maxConcurrentRetries, waive
  fix: remove the property`,
  ],
  [
    'a misspelt property deep inside',
    one(host('', { approval: APPROVED.replace('ticket:', 'tiket:') })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:5:3  approval.granted.ticket
  got nothing; allowed: a non-empty string
  fix: name the ticket of the request
input/property  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:7:5  approval.granted.tiket
  got SEC-12; allowed: the properties owner, ticket, reason, impact, dataClass, requestedBy, approvedBy, from, until, content
  fix: rename it: did you mean ticket?`,
  ],
  [
    'a missing property',
    one(`host: api.example.com\ncallers: http\n${APPROVED}`),
    `input/port  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:1:1  port
  got nothing; allowed: a whole number from 1 to 65535
  fix: correct the port; if the value is that of an environment variable, set the variable`,
  ],
  // Values
  [
    'a URL as the host',
    one(host('', { name: 'host: https://api.example.com/v1' })),
    `input/host  egress/hosts/https:----api.example.com--v1 (ExternalHost)  hosts/a.yaml:1:1  host
  got https://api.example.com/v1; allowed: a host name in lower case, such as api.example.com, without a scheme
  fix: write host: 'api.example.com'; the property tls controls TLS`,
  ],
  [
    'a port as a text',
    one(host('').replace('port: 443', "port: '443'")),
    `input/port  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:2:1  port
  got "443" (a string); allowed: a whole number from 1 to 65535
  fix: correct the port`,
  ],
  [
    'nothing after the colon, which would mean every request',
    one(host('requests:\n')),
    `input/requests  hosts/a.yaml:12:1  requests
  got null; allowed: a list of allow: { name: reads, methods: [GET] } and deny: { … }
  fix: write each rule after a dash, or remove requests for every request`,
  ],
  [
    'a duration without a unit',
    one(host('timeout: 30\n')),
    `input/timeout  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:1  timeout
  got 30 (a number); allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), greater than 0; or 'none' for requests without a time limit
  fix: correct the duration, or remove timeout for 15s`,
  ],
  [
    'a truth value that is none',
    one(host('undecided: { allow: maybe, reason: x, until: 2027-01-01 }\n')),
    `input/undecided  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:14  undecided.allow
  got "maybe" (a string); allowed: true
  fix: write allow: true, or remove undecided`,
  ],
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
