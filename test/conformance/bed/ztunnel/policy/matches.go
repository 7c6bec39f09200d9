// Package policy decides about connections by the policies that istiod derives from AuthorizationPolicy and PeerAuthentication.
package policy

import (
	"net/netip"
	"slices"
	"strings"

	"cdk8s-egress.test/bed/ztunnel/identity"
	"istio.io/istio/pkg/workloadapi/security"
)

// Connection is what policies can see of a connection.
type Connection struct {
	Source      netip.Addr
	Destination netip.AddrPort
	Peer        identity.ID
}

// matches reports whether one rule of the policy matches. A policy without rules matches nothing.
func matches(policy *security.Authorization, c Connection) bool {
	return slices.ContainsFunc(policy.GetGroups(), func(rule *security.Group) bool { return ruleMatches(rule, c) })
}

// ruleMatches wants all clauses (from, to, when) of a rule.
func ruleMatches(rule *security.Group, c Connection) bool {
	return !slices.ContainsFunc(rule.GetRules(), func(clause *security.Rules) bool { return !clauseMatches(clause, c) })
}

// clauseMatches wants one of the matches of a clause. A clause without any is met.
func clauseMatches(clause *security.Rules, c Connection) bool {
	found := clause.GetMatches()
	return len(found) == 0 || slices.ContainsFunc(found, func(m *security.Match) bool { return !isEmpty(m) && matchMatches(m, c) })
}

// isEmpty recognizes what is left of a match that had only attributes of layer 7. It never matches.
func isEmpty(m *security.Match) bool {
	count := len(m.GetNamespaces()) + len(m.GetNotNamespaces()) +
		len(m.GetServiceAccounts()) + len(m.GetNotServiceAccounts()) +
		len(m.GetPrincipals()) + len(m.GetNotPrincipals()) +
		len(m.GetSourceIps()) + len(m.GetNotSourceIps()) +
		len(m.GetDestinationIps()) + len(m.GetNotDestinationIps()) +
		len(m.GetDestinationPorts()) + len(m.GetNotDestinationPorts())
	return count == 0
}

// matchMatches wants every kind of attribute in a match: one of the wanted values, and none of the unwanted.
func matchMatches(m *security.Match, c Connection) bool {
	namespace := func(want *security.StringMatch) bool { return textMatches(want, c.Peer.Namespace) }
	principal := func(want *security.StringMatch) bool { return c.Peer.Known() && textMatches(want, c.Peer.Principal()) }
	account := func(want *security.ServiceAccountMatch) bool {
		return c.Peer.Known() && want.GetNamespace() == c.Peer.Namespace && want.GetServiceAccount() == c.Peer.ServiceAccount
	}
	source := func(want *security.Address) bool { return contains(want, c.Source) }
	destination := func(want *security.Address) bool { return contains(want, c.Destination.Addr()) }
	port := func(want uint32) bool { return want == uint32(c.Destination.Port()) }
	return attributeMatches(m.GetNamespaces(), m.GetNotNamespaces(), namespace) &&
		attributeMatches(m.GetServiceAccounts(), m.GetNotServiceAccounts(), account) &&
		attributeMatches(m.GetPrincipals(), m.GetNotPrincipals(), principal) &&
		attributeMatches(m.GetSourceIps(), m.GetNotSourceIps(), source) &&
		attributeMatches(m.GetDestinationIps(), m.GetNotDestinationIps(), destination) &&
		attributeMatches(m.GetDestinationPorts(), m.GetNotDestinationPorts(), port)
}

func attributeMatches[T any](wanted, unwanted []T, is func(T) bool) bool {
	return (len(wanted) == 0 || slices.ContainsFunc(wanted, is)) && !slices.ContainsFunc(unwanted, is)
}

func textMatches(want *security.StringMatch, text string) bool {
	switch kind := want.GetMatchType().(type) {
	case *security.StringMatch_Exact:
		return text == kind.Exact
	case *security.StringMatch_Prefix:
		return strings.HasPrefix(text, kind.Prefix)
	case *security.StringMatch_Suffix:
		return strings.HasSuffix(text, kind.Suffix)
	case *security.StringMatch_Presence:
		return text != ""
	}
	return false
}

func contains(want *security.Address, address netip.Addr) bool {
	base, ok := netip.AddrFromSlice(want.GetAddress())
	return ok && netip.PrefixFrom(base, int(want.GetLength())).Contains(address)
}
