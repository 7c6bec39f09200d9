/** The messages that requests and answers consist of, and the types of their fields. */
export const MESSAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'envoy.config.core.v3.Address': {
    envoy_internal_address: 'envoy.config.core.v3.EnvoyInternalAddress',
    pipe: 'envoy.config.core.v3.Pipe',
    socket_address: 'envoy.config.core.v3.SocketAddress',
  },
  'envoy.config.core.v3.EnvoyInternalAddress': {
    endpoint_id: 'string',
    server_listener_name: 'string',
  },
  'envoy.config.core.v3.HeaderMap': {
    headers: 'list(envoy.config.core.v3.HeaderValue)',
  },
  'envoy.config.core.v3.HeaderValue': {
    key: 'string',
    raw_value: 'bytes',
    value: 'string',
  },
  'envoy.config.core.v3.HeaderValueOption': {
    append: 'wrapper(bool)',
    append_action: 'int',
    header: 'envoy.config.core.v3.HeaderValue',
    keep_empty_value: 'bool',
  },
  'envoy.config.core.v3.Metadata': {
    filter_metadata: 'map(string, map(string, dyn))',
    typed_filter_metadata: 'map(string, any)',
  },
  'envoy.config.core.v3.Pipe': {
    mode: 'uint',
    path: 'string',
  },
  'envoy.config.core.v3.QueryParameter': {
    key: 'string',
    value: 'string',
  },
  'envoy.config.core.v3.SocketAddress': {
    address: 'string',
    ipv4_compat: 'bool',
    named_port: 'string',
    network_namespace_filepath: 'string',
    port_value: 'uint',
    protocol: 'int',
    resolver_name: 'string',
  },
  'envoy.service.auth.v3.AttributeContext': {
    context_extensions: 'map(string, string)',
    destination: 'envoy.service.auth.v3.AttributeContext.Peer',
    metadata_context: 'envoy.config.core.v3.Metadata',
    request: 'envoy.service.auth.v3.AttributeContext.Request',
    route_metadata_context: 'envoy.config.core.v3.Metadata',
    source: 'envoy.service.auth.v3.AttributeContext.Peer',
    tls_session: 'envoy.service.auth.v3.AttributeContext.TLSSession',
  },
  'envoy.service.auth.v3.AttributeContext.HttpRequest': {
    body: 'string',
    fragment: 'string',
    header_map: 'envoy.config.core.v3.HeaderMap',
    headers: 'map(string, string)',
    host: 'string',
    id: 'string',
    method: 'string',
    path: 'string',
    protocol: 'string',
    query: 'string',
    raw_body: 'bytes',
    scheme: 'string',
    size: 'int',
  },
  'envoy.service.auth.v3.AttributeContext.Peer': {
    address: 'envoy.config.core.v3.Address',
    certificate: 'string',
    labels: 'map(string, string)',
    principal: 'string',
    service: 'string',
  },
  'envoy.service.auth.v3.AttributeContext.Request': {
    http: 'envoy.service.auth.v3.AttributeContext.HttpRequest',
    time: 'timestamp',
  },
  'envoy.service.auth.v3.AttributeContext.TLSSession': {
    sni: 'string',
  },
  'envoy.service.auth.v3.CheckRequest': {
    attributes: 'envoy.service.auth.v3.AttributeContext',
  },
  'envoy.service.auth.v3.CheckResponse': {
    denied_response: 'envoy.service.auth.v3.DeniedHttpResponse',
    dynamic_metadata: 'map(string, dyn)',
    error_response: 'envoy.service.auth.v3.DeniedHttpResponse',
    ok_response: 'envoy.service.auth.v3.OkHttpResponse',
    status: 'google.rpc.Status',
  },
  'envoy.service.auth.v3.DeniedHttpResponse': {
    body: 'string',
    headers: 'list(envoy.config.core.v3.HeaderValueOption)',
    status: 'envoy.type.v3.HttpStatus',
  },
  'envoy.service.auth.v3.OkHttpResponse': {
    dynamic_metadata: 'map(string, dyn)',
    headers: 'list(envoy.config.core.v3.HeaderValueOption)',
    headers_to_remove: 'list(string)',
    query_parameters_to_remove: 'list(string)',
    query_parameters_to_set: 'list(envoy.config.core.v3.QueryParameter)',
    response_headers_to_add: 'list(envoy.config.core.v3.HeaderValueOption)',
  },
  'envoy.type.v3.HttpStatus': {
    code: 'int',
  },
  'google.rpc.Status': {
    code: 'int',
    details: 'list(any)',
    message: 'string',
  },
  'jwt.Token': {
    Claims: 'map(string, dyn)',
    Valid: 'bool',
  },
  'mcp.CallToolParams': {
    Name: 'string',
    Meta: 'mcp.Meta',
    Task: 'mcp.TaskParams',
  },
  'mcp.ClientCapabilities': {
    Elicitation: 'mcp.ElicitationCapability',
    Tasks: 'mcp.TasksCapability',
  },
  'mcp.CompleteArgument': {
    Name: 'string',
    Value: 'string',
  },
  'mcp.CompleteContext': {
    Arguments: 'map(string, string)',
  },
  'mcp.CompleteParams': {
    Argument: 'mcp.CompleteArgument',
    Context: 'mcp.CompleteContext',
  },
  'mcp.CreateMessageParams': {
    Messages: 'list(mcp.SamplingMessage)',
    ModelPreferences: 'mcp.ModelPreferences',
    SystemPrompt: 'string',
    IncludeContext: 'string',
    Temperature: 'double',
    MaxTokens: 'int',
    StopSequences: 'list(string)',
  },
  'mcp.ElicitationCapability': {},
  'mcp.ElicitationParams': {
    Meta: 'mcp.Meta',
    Mode: 'string',
    Message: 'string',
    ElicitationID: 'string',
    URL: 'string',
  },
  'mcp.GetPromptParams': {
    Name: 'string',
    Arguments: 'map(string, string)',
  },
  'mcp.Icon': {
    Src: 'string',
    MIMEType: 'string',
    Sizes: 'list(string)',
  },
  'mcp.Implementation': {
    Name: 'string',
    Version: 'string',
    Title: 'string',
    Description: 'string',
    WebsiteURL: 'string',
    Icons: 'list(mcp.Icon)',
  },
  'mcp.InitializeParams': {
    ProtocolVersion: 'string',
    Capabilities: 'mcp.ClientCapabilities',
    ClientInfo: 'mcp.Implementation',
  },
  'mcp.MCPRequest': {
    Method: 'string',
    ID: 'mcp.RequestId',
    Paginated: 'mcp.PaginatedParams',
    ToolCall: 'mcp.CallToolParams',
    ResourceRead: 'mcp.ReadResourceParams',
    ResourceSubscribe: 'mcp.SubscribeParams',
    ResourceUnsubscribe: 'mcp.UnsubscribeParams',
    PromptGet: 'mcp.GetPromptParams',
    Initialize: 'mcp.InitializeParams',
    CreateMessage: 'mcp.CreateMessageParams',
    Elicitation: 'mcp.ElicitationParams',
    Complete: 'mcp.CompleteParams',
    SetLogLevel: 'mcp.SetLevelParams',
  },
  'mcp.ModelHint': {
    Name: 'string',
  },
  'mcp.ModelPreferences': {
    Hints: 'list(mcp.ModelHint)',
    CostPriority: 'double',
    SpeedPriority: 'double',
    IntelligencePriority: 'double',
  },
  'mcp.PaginatedParams': {
    Cursor: 'string',
  },
  'mcp.ReadResourceParams': {
    URI: 'string',
  },
  'mcp.SamplingMessage': {
    Role: 'string',
  },
  'mcp.SetLevelParams': {
    Level: 'string',
  },
  'mcp.SubscribeParams': {
    URI: 'string',
  },
  'mcp.TaskParams': {
    TTL: 'int',
  },
  'mcp.TaskRequestsCapability': {},
  'mcp.TasksCapability': {
    Requests: 'mcp.TaskRequestsCapability',
  },
  'mcp.UnsubscribeParams': {
    URI: 'string',
  },
};

/** What an expression can name, and its type. `variables` has the fields that the policy declares. */
export const VARIABLES: Readonly<Record<string, string>> = {
  http: 'http.Context',
  image: 'imagedata.Context',
  json: 'json.Json',
  mcp: 'mcp.MCP',
  object: 'envoy.service.auth.v3.CheckRequest',
  resource: 'resource.Context',
  variables: 'kyverno.variables',
  'mcp.ElicitationCreateMethod': 'string',
  'mcp.InitializeMethod': 'string',
  'mcp.PingMethod': 'string',
  'mcp.PromptsGetMethod': 'string',
  'mcp.PromptsListMethod': 'string',
  'mcp.ResourcesListMethod': 'string',
  'mcp.ResourcesReadMethod': 'string',
  'mcp.ResourcesTemplatesListMethod': 'string',
  'mcp.SetLogLevelMethod': 'string',
  'mcp.ToolsCallMethod': 'string',
  'mcp.ToolsListMethod': 'string',
};

/** What an expression can name as a type, by its name in CEL. */
export const TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['bool', 'bytes', 'double', 'int', 'null_type', 'string', 'uint', 'net.CIDR', 'net.IP'],
      ...['http.Context', 'json.Json', 'jwk.Set', 'mcp.MCP', 'resource.Context'],
      ...Object.keys(MESSAGES),
    ].map((name) => [name, name]),
  ),
  list: 'list(dyn)',
  map: 'map(dyn, dyn)',
  optional_type: 'optional_type(dyn)',
  type: 'type',
  'google.protobuf.Duration': 'duration',
  'google.protobuf.Struct': 'map(string, dyn)',
  'google.protobuf.Timestamp': 'timestamp',
};
