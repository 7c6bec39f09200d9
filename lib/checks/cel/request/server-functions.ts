/** The functions of the authorization server's own libraries, in the notation of `CEL_FUNCTIONS`. */
export const SERVER_FUNCTIONS: Readonly<Record<string, string>> = {
  Client: 'http.Context.(string) http.Context',
  Get:
    'http.Context.(string) any' +
    '; http.Context.(string, map(string, string)) any' +
    '; resource.Context.(string, string, string, string) map(string, any)' +
    '; resource.Context.(schema.GroupVersionResource, string, string) map(string, any)',
  GetBoolArgument: 'mcp.MCPRequest.(string, bool) bool',
  GetBoolSliceArgument: 'mcp.MCPRequest.(string, list(bool)) list(bool)',
  GetFloatArgument: 'mcp.MCPRequest.(string, double) double',
  GetFloatSliceArgument: 'mcp.MCPRequest.(string, list(double)) list(double)',
  GetIntArgument: 'mcp.MCPRequest.(string, int) int',
  GetIntSliceArgument: 'mcp.MCPRequest.(string, list(int)) list(int)',
  GetStringArgument: 'mcp.MCPRequest.(string, string) string',
  GetStringSliceArgument: 'mcp.MCPRequest.(string, list(string)) list(string)',
  KeepEmptyValue:
    'envoy.config.core.v3.HeaderValueOption.() envoy.config.core.v3.HeaderValueOption' +
    '; envoy.config.core.v3.HeaderValueOption.(bool) envoy.config.core.v3.HeaderValueOption',
  List:
    'resource.Context.(string, string, string) map(string, any)' +
    '; resource.Context.(string, string, string, map(string, string)) map(string, any)' +
    '; resource.Context.(schema.GroupVersionResource, string) map(string, any)' +
    '; resource.Context.(schema.GroupVersionResource, string, map(string, string)) map(string, any)',
  Parse: 'mcp.MCP.(dyn) mcp.MCPRequest',
  Post:
    'http.Context.(string, any) any' +
    '; http.Context.(string, any, map(string, string)) any' +
    '; resource.Context.(string, string, string, map(string, any)) map(string, any)' +
    '; resource.Context.(string, string, map(string, any)) map(string, any)',
  Response:
    'envoy.service.auth.v3.OkHttpResponse.() envoy.service.auth.v3.CheckResponse' +
    '; envoy.service.auth.v3.DeniedHttpResponse.() envoy.service.auth.v3.CheckResponse',
  ToGVR: 'resource.Context.(string, string) schema.GroupVersionResource',
  Unmarshal: 'json.Json.(dyn) dyn',
  WithBody: 'envoy.service.auth.v3.DeniedHttpResponse.(string) envoy.service.auth.v3.DeniedHttpResponse',
  WithHeader:
    'envoy.service.auth.v3.OkHttpResponse.(envoy.config.core.v3.HeaderValueOption) envoy.service.auth.v3.OkHttpResponse' +
    '; envoy.service.auth.v3.OkHttpResponse.(string, string) envoy.service.auth.v3.OkHttpResponse' +
    '; envoy.service.auth.v3.DeniedHttpResponse.(envoy.config.core.v3.HeaderValueOption) envoy.service.auth.v3.DeniedHttpResponse' +
    '; envoy.service.auth.v3.DeniedHttpResponse.(string, string) envoy.service.auth.v3.DeniedHttpResponse',
  WithMessage: 'envoy.service.auth.v3.CheckResponse.(string) envoy.service.auth.v3.CheckResponse',
  WithMetadata: 'envoy.service.auth.v3.CheckResponse.(map(string, dyn)) envoy.service.auth.v3.CheckResponse',
  WithQueryParam:
    'envoy.service.auth.v3.OkHttpResponse.(envoy.config.core.v3.QueryParameter) envoy.service.auth.v3.OkHttpResponse' +
    '; envoy.service.auth.v3.OkHttpResponse.(string, string) envoy.service.auth.v3.OkHttpResponse',
  WithResponseHeader:
    'envoy.service.auth.v3.OkHttpResponse.(envoy.config.core.v3.HeaderValueOption) envoy.service.auth.v3.OkHttpResponse' +
    '; envoy.service.auth.v3.OkHttpResponse.(string, string) envoy.service.auth.v3.OkHttpResponse',
  WithoutHeader: 'envoy.service.auth.v3.OkHttpResponse.(string) envoy.service.auth.v3.OkHttpResponse',
  WithoutQueryParam: 'envoy.service.auth.v3.OkHttpResponse.(string) envoy.service.auth.v3.OkHttpResponse',
  client: 'http.Context.(string) http.Context',
  containsDigest: 'kyverno.image.() bool',
  digest: 'kyverno.image.() string',
  'envoy.Allowed': '() envoy.service.auth.v3.OkHttpResponse',
  'envoy.Denied': '(int) envoy.service.auth.v3.DeniedHttpResponse',
  'envoy.Header': '(string, string) envoy.config.core.v3.HeaderValueOption',
  'envoy.QueryParam': '(string, string) envoy.config.core.v3.QueryParameter',
  get:
    'http.Context.(string) any' +
    '; http.Context.(string, map(string, string)) any' +
    '; resource.Context.(string, string, string, string) map(string, any)' +
    '; resource.Context.(schema.GroupVersionResource, string, string) map(string, any)',
  identifier: 'kyverno.image.() string',
  identifierWithSeparator: 'kyverno.image.() string',
  image: '(string) kyverno.image',
  'jwks.Fetch': '(string) jwk.Set',
  'jwt.Decode': '(string, string) jwt.Token; (string, jwk.Set) jwt.Token',
  list:
    'resource.Context.(string, string, string) map(string, any)' +
    '; resource.Context.(string, string, string, map(string, string)) map(string, any)' +
    '; resource.Context.(schema.GroupVersionResource, string) map(string, any)' +
    '; resource.Context.(schema.GroupVersionResource, string, map(string, string)) map(string, any)',
  parseImageReference: '(string) kyverno.image',
  post:
    'http.Context.(string, any) any' +
    '; http.Context.(string, any, map(string, string)) any' +
    '; resource.Context.(string, string, string, map(string, any)) map(string, any)' +
    '; resource.Context.(string, string, map(string, any)) map(string, any)',
  registry: 'kyverno.image.() string',
  repository: 'kyverno.image.() string',
  tag: 'kyverno.image.() string',
  toGVR: 'resource.Context.(string, string) schema.GroupVersionResource',
};
