const toCommonJs = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }];

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/conformance/'],
  // The parser of CEL is published as ES modules only.
  transform: { '\\.ts$': toCommonJs, '@marcbachmann/cel-js/.*\\.js$': toCommonJs },
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/cel-js/)'],
};
