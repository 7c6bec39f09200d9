// Request policies as people write them: those of Kyverno's documentation and tests, and others that use more of the language.

import { denied, HEADERS, http, validations, variables } from './policy-parts';

/** A policy of the server of today. */
export interface HandWritten {
  readonly about: string;
  readonly spec: object;
  /** A further policy in the same file, which the server asks before or after it. */
  readonly beside?: object;
  /** A further policy in a source of its own, which the server asks after it. */
  readonly after?: object;
}

const TOKEN = {
  authorization: `${HEADERS}[?"authorization"].orValue("").split(" ")`,
  token: `size(variables.authorization) == 2 && variables.authorization[0].lowerAscii() == "bearer"
    ? jwt.Decode(variables.authorization[1], "secret")
    : null`,
};
const failing = (failurePolicy: 'Fail' | 'Ignore', other: 'true' | 'false') => ({
  failurePolicy,
  matchConditions: [
    { name: 'error', expression: '(2 / 0) == 1' },
    { name: 'other', expression: other },
  ],
  validations: validations(denied(403, 'Unauthorized Request')),
});

export const HAND_WRITTEN: readonly HandWritten[] = [
  {
    about: 'the demo policy of the repository',
    spec: {
      variables: variables({
        force_authorized: `${HEADERS}[?"x-force-authorized"].orValue("") in ["enabled", "true"]`,
        force_unauthenticated: `${HEADERS}[?"x-force-unauthenticated"].orValue("") in ["enabled", "true"]`,
        metadata: '{"my-new-metadata": "my-new-value"}',
      }),
      validations: validations(
        `variables.force_unauthenticated ? ${denied(401, 'Authentication Failed')} : null`,
        `!variables.force_authorized ? ${denied(403, 'Unauthorized Request')} : null`,
        `envoy.Allowed().WithHeader("x-validated-by", "my-security-checkpoint").WithoutHeader("x-force-authorized")
          .WithResponseHeader("x-add-custom-response-header", "added").Response().WithMetadata(variables.metadata)`,
      ),
    },
  },
  {
    about: "a token that is decoded, of the CLI's tests",
    spec: {
      failurePolicy: 'Fail',
      variables: variables(TOKEN),
      validations: validations(
        'variables.token == null || !variables.token.Valid ? envoy.Denied(401).Response() : null',
        'variables.token.Claims.?role.orValue("") != "admin" ? envoy.Denied(403).Response() : null',
        'envoy.Allowed().Response()',
      ),
    },
  },
  { about: 'no answer, which allows', spec: { validations: validations('null') } },
  { about: 'everything is allowed', spec: { validations: validations('envoy.Allowed().Response()') } },
  { about: 'everything is denied', spec: { validations: validations(denied(403, 'Access to this tool is forbidden.')) } },
  { about: 'a match condition that fails, another that holds, Fail', spec: failing('Fail', 'true') },
  { about: 'a match condition that fails, another that does not hold, Fail', spec: failing('Fail', 'false') },
  { about: 'a match condition that fails, another that holds, Ignore', spec: failing('Ignore', 'true') },
  { about: 'a match condition that fails, another that does not hold, Ignore', spec: failing('Ignore', 'false') },
  {
    about: 'a match condition on a header',
    spec: {
      matchConditions: [{ name: 'has-header', expression: `${HEADERS}[?"x-role"].hasValue()` }],
      validations: validations(denied(403, 'has the header')),
    },
  },
  {
    about: 'two policies in two sources, of which the first has no answer for some',
    spec: { validations: validations(`${HEADERS}[?"x-team"].orValue("") == "a" ? ${denied(403, 'by the first')} : null`) },
    after: { validations: validations(`${http}.method == "POST" ? ${denied(405, 'by the second')} : null`) },
  },
  {
    about: 'a map of methods by team, and a list of prefixes',
    spec: {
      variables: variables({
        methods: `{"a": ["GET", "POST"], "b": ["GET"]}[?${HEADERS}[?"x-team"].orValue("")].orValue([])`,
        free: `["/v1/", "/a"].exists(prefix, ${http}.path.startsWith(prefix))`,
      }),
      validations: validations(
        `${http}.method in variables.methods || variables.free ? envoy.Allowed().WithHeader("x-allowed-methods", variables.methods.join(" ")).Response() : null`,
        denied(403, 'not yours'),
      ),
    },
  },
  {
    about: 'claims that are lists and objects',
    spec: {
      variables: variables({ ...TOKEN, groups: 'variables.token == null ? [] : variables.token.Claims.?groups.orValue([])' }),
      validations: validations(
        'variables.groups.exists(group, group == "dev") ? envoy.Allowed().WithHeader("x-groups", string(variables.groups.size())).Response() : null',
        'variables.token != null && variables.token.Claims.?org.?unit.orValue("") == "ops" ? envoy.Allowed().Response() : null',
        'envoy.Denied(403).WithBody("no group").WithHeader("x-why", "groups").Response()',
      ),
    },
  },
  {
    about: 'an error in the first validation, Fail',
    spec: { validations: validations(`${HEADERS}["x-team"] == "a" ? envoy.Allowed().Response() : null`, denied(403, 'no team')) },
  },
  {
    about: 'an error in the first validation, Ignore',
    spec: {
      failurePolicy: 'Ignore',
      validations: validations(`${HEADERS}["x-team"] == "a" ? envoy.Allowed().Response() : null`, denied(403, 'no team')),
    },
  },
  {
    about: 'an error in a variable that only some requests need',
    spec: {
      variables: variables({ number: `int(${HEADERS}[?"x-num"].orValue("none"))` }),
      validations: validations(
        `${http}.method == "GET" ? null : (variables.number > 3 ? ${denied(409, 'too many')} : null)`,
        `${http}.path.contains("chat") && variables.number == 5 ? ${denied(429, 'five')} : null`,
      ),
    },
  },
  {
    about: 'changes of path, query, host and headers',
    spec: {
      validations: validations(
        `${http}.path.startsWith("/v1/")
          ? envoy.Allowed().WithHeader(":path", "/v2" + ${http}.path.substring(3)).WithoutHeader("cookie").Response()
          : null`,
        `${http}.path.startsWith("/a") ? envoy.Allowed().WithQueryParam("by", "policy").WithoutQueryParam("x").Response() : null`,
        'envoy.Allowed().WithHeader("x-new", "1").WithHeader("x-team", "other").WithoutHeader("authorization").Response()',
      ),
    },
  },
  {
    about: 'a refusal in JSON with headers and metadata',
    spec: {
      validations: validations(
        `${http}.method in ["GET", "HEAD"] ? null
          : envoy.Denied(429).WithBody("{\\"host\\":" + strings.quote(${http}.host) + "}").WithHeader("content-type", "application/json")
              .WithHeader("retry-after", "60").Response().WithMetadata({"rule": "reads-only", "method": ${http}.method})`,
      ),
    },
  },
  {
    about: 'the body as JSON',
    spec: {
      variables: variables({ body: `json.Unmarshal(${http}.body)` }),
      validations: validations(
        `${http}.body == "" ? null : (variables.body.?model.orValue("") in ["small", "ü"] ? null : ${denied(403, 'model')})`,
      ),
    },
  },
  {
    about: 'times, in a time zone and as numbers',
    spec: {
      variables: variables({ at: 'object.attributes.request.time' }),
      validations: validations(
        'variables.at < timestamp("2020-01-01T00:00:00Z") ? envoy.Denied(500).Response() : null',
        `variables.at.getSeconds() % 2 == 0 && variables.at.getHours("Europe/Berlin") >= 0 ? ${denied(403, 'even')} : null`,
        'variables.at + duration("24h") > timestamp(int(variables.at)) ? envoy.Allowed().WithHeader("x-day", string(variables.at.getDayOfWeek("Asia/Kolkata"))).Response() : null',
        denied(500, 'never'),
      ),
    },
  },
  {
    about: 'addresses, numbers and versions',
    spec: {
      variables: variables({ caller: 'object.attributes.source.address.socket_address.address' }),
      validations: validations(
        '!cidr("10.244.0.0/16").containsIP(variables.caller) ? envoy.Denied(403).Response() : null',
        `math.greatest([1, ${http}.path.size(), 4]) > 12 ? ${denied(414, 'long')} : null`,
        `isSemver(${HEADERS}[?"x-num"].orValue("")) ? ${denied(403, 'a version')} : null`,
        `"%s %d".format([${http}.method, ${http}.path.size()]) == "GET 2" ? ${denied(403, 'formatted')} : null`,
      ),
    },
  },
  {
    about: 'URLs, their queries, and what is none',
    spec: {
      variables: variables({ url: `"http://h" + ${http}.path` }),
      validations: validations(
        `!isURL(variables.url) ? ${denied(400, 'no URL')} : null`,
        `url(variables.url).getQuery()[?"x"].orValue([]).exists(v, v == "a b" || v == "ü") ? ${denied(403, 'query')} : null`,
        'envoy.Allowed().WithHeader("x-path", url(variables.url).getEscapedPath()).Response()',
      ),
    },
  },
  {
    about: 'basic credentials, which are base64',
    spec: {
      variables: variables({
        user: `${HEADERS}[?"authorization"].orValue("").startsWith("Basic ")
          ? string(base64.decode(${HEADERS}["authorization"].substring(6))).split(":")[0]
          : ""`,
      }),
      validations: validations(
        'variables.user == "alice" ? envoy.Allowed().WithHeader("x-user", variables.user).Response() : null',
        denied(401, 'who?'),
      ),
    },
  },
  {
    about: 'lists, patterns and bindings',
    spec: {
      validations: validations(
        `cel.bind(parts, ${http}.path.split("?")[0].split("/").filter(part, part != ""),
          parts.size() > 2 || parts.distinct().size() != parts.size() || parts.sort() != parts ? ${denied(403, 'parts')} : null)`,
        `${http}.path.find("[0-9]+") == "10" ? ${denied(403, 'ten')} : null`,
        `${HEADERS}.exists(name, name.startsWith("x-") && ${HEADERS}[name] == "prod") ? ${denied(403, 'prod')} : null`,
      ),
    },
  },
  {
    about: 'one that does not compile, which takes its source with it',
    spec: { validations: validations('envoy.Denied(403).Responce()') },
    beside: { validations: validations(denied(403, 'never asked')) },
  },
];
