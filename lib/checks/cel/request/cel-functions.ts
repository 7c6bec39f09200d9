/**
 * The functions that the authorization server's CEL has from cel-go 0.30 (standard, optionals, bindings, encoders, lists, math,
 * protos, sets, strings) and from Kubernetes (CIDR, format, IP, lists, regex, URL, quantity, semver): `(arguments) result`, behind
 * a receiver's type and a dot for a method. A capital letter is a type parameter. The order is cel-go's, which decides the result
 * where several signatures match.
 */
export const CEL_FUNCTIONS: Readonly<Record<string, string>> = {
  '!_': '(bool) bool',
  '-_': '(double) double; (int) int',
  '@in': '(A, list(A)) bool; (A, map(A, B)) bool',
  '@not_strictly_false': '(bool) bool',
  '@sortByAssociatedKeys':
    'list(T).(list(int)) list(T)' +
    '; list(T).(list(uint)) list(T)' +
    '; list(T).(list(double)) list(T)' +
    '; list(T).(list(bool)) list(T)' +
    '; list(T).(list(duration)) list(T)' +
    '; list(T).(list(timestamp)) list(T)' +
    '; list(T).(list(string)) list(T)' +
    '; list(T).(list(bytes)) list(T)',
  '_!=_': '(A, A) bool',
  '_%_': '(int, int) int; (uint, uint) uint',
  '_&&_': '(bool, bool) bool',
  '_*_': '(double, double) double; (int, int) int; (uint, uint) uint',
  '_+_':
    '(bytes, bytes) bytes' +
    '; (double, double) double' +
    '; (duration, duration) duration' +
    '; (duration, timestamp) timestamp' +
    '; (timestamp, duration) timestamp' +
    '; (int, int) int' +
    '; (list(A), list(A)) list(A)' +
    '; (string, string) string' +
    '; (uint, uint) uint',
  '_-_':
    '(double, double) double' +
    '; (duration, duration) duration' +
    '; (int, int) int' +
    '; (timestamp, duration) timestamp' +
    '; (timestamp, timestamp) duration' +
    '; (uint, uint) uint',
  '_/_': '(double, double) double; (int, int) int; (uint, uint) uint',
  '_<=_':
    '(bool, bool) bool' +
    '; (int, int) bool' +
    '; (int, double) bool' +
    '; (int, uint) bool' +
    '; (uint, uint) bool' +
    '; (uint, double) bool' +
    '; (uint, int) bool' +
    '; (double, double) bool' +
    '; (double, int) bool' +
    '; (double, uint) bool' +
    '; (string, string) bool' +
    '; (bytes, bytes) bool' +
    '; (timestamp, timestamp) bool' +
    '; (duration, duration) bool',
  '_<_':
    '(bool, bool) bool' +
    '; (int, int) bool' +
    '; (int, double) bool' +
    '; (int, uint) bool' +
    '; (uint, uint) bool' +
    '; (uint, double) bool' +
    '; (uint, int) bool' +
    '; (double, double) bool' +
    '; (double, int) bool' +
    '; (double, uint) bool' +
    '; (string, string) bool' +
    '; (bytes, bytes) bool' +
    '; (timestamp, timestamp) bool' +
    '; (duration, duration) bool',
  '_==_': '(A, A) bool',
  '_>=_':
    '(bool, bool) bool' +
    '; (int, int) bool' +
    '; (int, double) bool' +
    '; (int, uint) bool' +
    '; (uint, uint) bool' +
    '; (uint, double) bool' +
    '; (uint, int) bool' +
    '; (double, double) bool' +
    '; (double, int) bool' +
    '; (double, uint) bool' +
    '; (string, string) bool' +
    '; (bytes, bytes) bool' +
    '; (timestamp, timestamp) bool' +
    '; (duration, duration) bool',
  '_>_':
    '(bool, bool) bool' +
    '; (int, int) bool' +
    '; (int, double) bool' +
    '; (int, uint) bool' +
    '; (uint, uint) bool' +
    '; (uint, double) bool' +
    '; (uint, int) bool' +
    '; (double, double) bool' +
    '; (double, int) bool' +
    '; (double, uint) bool' +
    '; (string, string) bool' +
    '; (bytes, bytes) bool' +
    '; (timestamp, timestamp) bool' +
    '; (duration, duration) bool',
  '_?_:_': '(bool, A, A) A',
  '_[?_]':
    '(list(V), int) optional_type(V)' +
    '; (optional_type(list(V)), int) optional_type(V)' +
    '; (map(K, V), K) optional_type(V)' +
    '; (optional_type(map(K, V)), K) optional_type(V)',
  '_[_]':
    '(list(A), int) A' +
    '; (map(A, B), A) B' +
    '; (optional_type(list(V)), int) optional_type(V)' +
    '; (optional_type(map(K, V)), K) optional_type(V)',
  '_||_': '(bool, bool) bool',
  add: 'kubernetes.Quantity.(kubernetes.Quantity) kubernetes.Quantity; kubernetes.Quantity.(int) kubernetes.Quantity',
  asApproximateFloat: 'kubernetes.Quantity.() double',
  asInteger: 'kubernetes.Quantity.() int',
  'base64.decode': '(string) bytes',
  'base64.encode': '(bytes) string',
  bool: '(bool) bool; (string) bool',
  bytes: '(bytes) bytes; (string) bytes',
  charAt: 'string.(int) string',
  cidr: '(string) net.CIDR',
  compareTo: 'kubernetes.Quantity.(kubernetes.Quantity) int; kubernetes.Semver.(kubernetes.Semver) int',
  contains: 'string.(string) bool',
  containsCIDR: 'net.CIDR.(string) bool; net.CIDR.(net.CIDR) bool',
  containsIP: 'net.CIDR.(string) bool; net.CIDR.(net.IP) bool',
  distinct: 'list(T).() list(T)',
  double: '(double) double; (int) double; (string) double; (uint) double',
  duration: '(duration) duration; (string) duration',
  dyn: '(A) dyn',
  endsWith: 'string.(string) bool',
  family: 'net.IP.() int',
  find: 'string.(string) string',
  findAll: 'string.(string) list(string); string.(string, int) list(string)',
  first: 'list(V).() optional_type(V)',
  flatten: 'list(list(T)).() list(T); list(dyn).(int) list(dyn)',
  format: 'string.(list(dyn)) string',
  'format.byte': '() kubernetes.NamedFormat',
  'format.date': '() kubernetes.NamedFormat',
  'format.datetime': '() kubernetes.NamedFormat',
  'format.dns1035Label': '() kubernetes.NamedFormat',
  'format.dns1035LabelPrefix': '() kubernetes.NamedFormat',
  'format.dns1123Label': '() kubernetes.NamedFormat',
  'format.dns1123LabelPrefix': '() kubernetes.NamedFormat',
  'format.dns1123Subdomain': '() kubernetes.NamedFormat',
  'format.dns1123SubdomainPrefix': '() kubernetes.NamedFormat',
  'format.labelValue': '() kubernetes.NamedFormat',
  'format.named': '(string) optional_type(kubernetes.NamedFormat)',
  'format.qualifiedName': '() kubernetes.NamedFormat',
  'format.uri': '() kubernetes.NamedFormat',
  'format.uuid': '() kubernetes.NamedFormat',
  getDate: 'timestamp.() int; timestamp.(string) int',
  getDayOfMonth: 'timestamp.() int; timestamp.(string) int',
  getDayOfWeek: 'timestamp.() int; timestamp.(string) int',
  getDayOfYear: 'timestamp.() int; timestamp.(string) int',
  getEscapedPath: 'kubernetes.URL.() string',
  getFullYear: 'timestamp.() int; timestamp.(string) int',
  getHost: 'kubernetes.URL.() string',
  getHostname: 'kubernetes.URL.() string',
  getHours: 'timestamp.() int; timestamp.(string) int; duration.() int',
  getMilliseconds: 'timestamp.() int; timestamp.(string) int; duration.() int',
  getMinutes: 'timestamp.() int; timestamp.(string) int; duration.() int',
  getMonth: 'timestamp.() int; timestamp.(string) int',
  getPort: 'kubernetes.URL.() string',
  getQuery: 'kubernetes.URL.() map(string, list(string))',
  getScheme: 'kubernetes.URL.() string',
  getSeconds: 'timestamp.() int; timestamp.(string) int; duration.() int',
  hasValue: 'optional_type(V).() bool',
  indexOf: 'string.(string) int; string.(string, int) int; list(A).(A) int',
  int: '(int) int; (double) int; (duration) int; (string) int; (timestamp) int; (uint) int',
  ip: 'net.CIDR.() net.IP; (string) net.IP',
  'ip.isCanonical': '(string) bool',
  isCIDR: '(string) bool',
  isGlobalUnicast: 'net.IP.() bool',
  isGreaterThan: 'kubernetes.Quantity.(kubernetes.Quantity) bool; kubernetes.Semver.(kubernetes.Semver) bool',
  isIP: '(string) bool',
  isImage: '(string) bool',
  isInteger: 'kubernetes.Quantity.() bool',
  isLessThan: 'kubernetes.Quantity.(kubernetes.Quantity) bool; kubernetes.Semver.(kubernetes.Semver) bool',
  isLinkLocalMulticast: 'net.IP.() bool',
  isLinkLocalUnicast: 'net.IP.() bool',
  isLoopback: 'net.IP.() bool',
  isQuantity: '(string) bool',
  isSemver: '(string) bool',
  isSorted:
    'list(int).() bool' +
    '; list(uint).() bool' +
    '; list(double).() bool' +
    '; list(bool).() bool' +
    '; list(duration).() bool' +
    '; list(timestamp).() bool' +
    '; list(string).() bool' +
    '; list(bytes).() bool',
  isURL: '(string) bool',
  isUnspecified: 'net.IP.() bool',
  join: 'list(string).() string; list(string).(string) string',
  'json.encode': '(dyn) string',
  last: 'list(V).() optional_type(V)',
  lastIndexOf: 'string.(string) int; string.(string, int) int; list(A).(A) int',
  'lists.range': '(int) list(int)',
  lowerAscii: 'string.() string',
  major: 'kubernetes.Semver.() int',
  masked: 'net.CIDR.() net.CIDR',
  matches: '(string, string) bool; string.(string) bool',
  'math.@max':
    '(double) double' +
    '; (int) int' +
    '; (uint) uint' +
    '; (double, double) double' +
    '; (int, int) int' +
    '; (uint, uint) uint' +
    '; (int, uint) dyn' +
    '; (int, double) dyn' +
    '; (double, int) dyn' +
    '; (double, uint) dyn' +
    '; (uint, int) dyn' +
    '; (uint, double) dyn' +
    '; (list(double)) double' +
    '; (list(int)) int' +
    '; (list(uint)) uint',
  'math.@min':
    '(double) double' +
    '; (int) int' +
    '; (uint) uint' +
    '; (double, double) double' +
    '; (int, int) int' +
    '; (uint, uint) uint' +
    '; (int, uint) dyn' +
    '; (int, double) dyn' +
    '; (double, int) dyn' +
    '; (double, uint) dyn' +
    '; (uint, int) dyn' +
    '; (uint, double) dyn' +
    '; (list(double)) double' +
    '; (list(int)) int' +
    '; (list(uint)) uint',
  'math.abs': '(double) double; (int) int; (uint) uint',
  'math.bitAnd': '(int, int) int; (uint, uint) uint',
  'math.bitNot': '(int) int; (uint) uint',
  'math.bitOr': '(int, int) int; (uint, uint) uint',
  'math.bitShiftLeft': '(int, int) int; (uint, int) uint',
  'math.bitShiftRight': '(int, int) int; (uint, int) uint',
  'math.bitXor': '(int, int) int; (uint, uint) uint',
  'math.ceil': '(double) double',
  'math.floor': '(double) double',
  'math.isFinite': '(double) bool',
  'math.isInf': '(double) bool',
  'math.isNaN': '(double) bool',
  'math.round': '(double) double',
  'math.sign': '(double) double; (int) int; (uint) uint',
  'math.sqrt': '(double) double; (int) double; (uint) double',
  'math.trunc': '(double) double',
  max:
    'list(int).() int' +
    '; list(uint).() uint' +
    '; list(double).() double' +
    '; list(bool).() bool' +
    '; list(duration).() duration' +
    '; list(timestamp).() timestamp' +
    '; list(string).() string' +
    '; list(bytes).() bytes',
  min:
    'list(int).() int' +
    '; list(uint).() uint' +
    '; list(double).() double' +
    '; list(bool).() bool' +
    '; list(duration).() duration' +
    '; list(timestamp).() timestamp' +
    '; list(string).() string' +
    '; list(bytes).() bytes',
  minor: 'kubernetes.Semver.() int',
  'optional.none': '() optional_type(V)',
  'optional.of': '(V) optional_type(V)',
  'optional.ofNonZeroValue': '(V) optional_type(V)',
  'optional.unwrap': '(list(optional_type(V))) list(V)',
  or: 'optional_type(V).(optional_type(V)) optional_type(V)',
  orValue: 'optional_type(V).(V) V',
  patch: 'kubernetes.Semver.() int',
  prefixLength: 'net.CIDR.() int',
  quantity: '(string) kubernetes.Quantity',
  replace: 'string.(string, string) string; string.(string, string, int) string',
  reverse: 'list(T).() list(T); string.() string',
  semver: '(string) kubernetes.Semver',
  'sets.contains': '(list(T), list(T)) bool',
  'sets.equivalent': '(list(T), list(T)) bool',
  'sets.intersects': '(list(T), list(T)) bool',
  sign: '(kubernetes.Quantity) int',
  size:
    '(bytes) int' +
    '; bytes.() int' +
    '; (list(A)) int' +
    '; list(A).() int' +
    '; (map(A, B)) int' +
    '; map(A, B).() int' +
    '; (string) int' +
    '; string.() int',
  slice: 'list(T).(int, int) list(T)',
  sort:
    'list(int).() list(int)' +
    '; list(uint).() list(uint)' +
    '; list(double).() list(double)' +
    '; list(bool).() list(bool)' +
    '; list(duration).() list(duration)' +
    '; list(timestamp).() list(timestamp)' +
    '; list(string).() list(string)' +
    '; list(bytes).() list(bytes)',
  split: 'string.(string) list(string); string.(string, int) list(string)',
  startsWith: 'string.(string) bool',
  string:
    '(string) string' +
    '; (bool) string' +
    '; (bytes) string' +
    '; (double) string' +
    '; (duration) string' +
    '; (int) string' +
    '; (timestamp) string' +
    '; (uint) string' +
    '; (net.CIDR) string' +
    '; (net.IP) string',
  'strings.quote': '(string) string',
  sub: 'kubernetes.Quantity.(kubernetes.Quantity) kubernetes.Quantity; kubernetes.Quantity.(int) kubernetes.Quantity',
  substring: 'string.(int) string; string.(int, int) string',
  sum: 'list(int).() int; list(uint).() uint; list(double).() double; list(duration).() duration',
  timestamp: '(timestamp) timestamp; (int) timestamp; (string) timestamp',
  trim: 'string.() string',
  type: '(A) type(A)',
  uint: '(uint) uint; (double) uint; (int) uint; (string) uint',
  unwrapOpt: 'list(optional_type(V)).() list(V)',
  upperAscii: 'string.() string',
  url: '(string) kubernetes.URL',
  validate: 'kubernetes.NamedFormat.(string) optional_type(list(string))',
  value: 'optional_type(V).() V',
};
