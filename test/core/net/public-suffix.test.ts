import { isPublicSuffixWildcard } from '../../../lib/core/net/public-suffix';

test.each(['*.com', '*.CO.UK', '*.github.io', '*.xn--p1ai', '*.ck', '*.foo.ck', '*.s3.amazonaws.com', '*.com.'])(
  '%s covers names of many owners',
  (host) => {
    expect(isPublicSuffixWildcard(host)).toBe(true);
  },
);

test.each(['*.example.com', '*.example.github.io', '*.internal', '*.local', 'com', 'github.io', '*', '*.', '', '*.*', '*..com'])(
  '%s has one owner, or is not a wildcard',
  (host) => {
    expect(isPublicSuffixWildcard(host)).toBe(false);
  },
);
