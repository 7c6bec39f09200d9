/** Top-level domains that are reserved or used in private networks. Their hosts are not on the Internet. */
export const PRIVATE_DOMAINS: readonly string[] =
  'local localhost internal intranet private corp home lan localdomain test example invalid onion arpa svc cluster'.split(' ');
