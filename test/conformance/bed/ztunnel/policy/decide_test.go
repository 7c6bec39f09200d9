package policy

import (
	"net/netip"
	"testing"

	"cdk8s-egress.test/bed/ztunnel/identity"
	"google.golang.org/protobuf/encoding/prototext"
	"istio.io/istio/pkg/workloadapi/security"
)

// The policies are written as istiod sends them: groups are the rules, and rules their clauses.
var (
	agentOn8080 = parse(`name: "http" namespace: "egress" groups {
		rules { matches { service_accounts { namespace: "team-a" serviceAccount: "agent" } } }
		rules { matches { destination_ports: 8080 } } }`)
	metrics = parse(`name: "metrics" namespace: "egress" groups {
		rules { matches { namespaces { exact: "monitoring" } } }
		rules { matches { destination_ports: 9091 } } }`)
	strict = parse(`name: "strict" namespace: "istio-system" action: DENY groups {
		rules { matches { not_principals { presence {} } } } }`)
	denyNode = parse(`name: "node" namespace: "egress" action: DENY groups {
		rules { matches { source_ips { address: "\251\376\007\000" length: 24 } } } }`)
	nothing     = parse(`name: "nothing" namespace: "egress"`)
	everything  = parse(`name: "everything" namespace: "egress" groups {}`)
	lostLayer7  = parse(`name: "paths" namespace: "egress" action: DENY groups { rules { matches {} } }`)
	notTeamB    = parse(`name: "not-b" namespace: "egress" groups { rules { matches { not_namespaces { exact: "team-b" } } } }`)
	byPrincipal = parse(`name: "p" namespace: "egress" groups { rules { matches { principals { suffix: "/sa/agent" } } } }`)
	withScheme  = parse(`name: "s" namespace: "egress" groups {
		rules { matches { principals { exact: "spiffe://cluster.local/ns/team-a/sa/agent" } } } }`)
	dryRun = parse(`name: "dry" namespace: "egress" dry_run: true`)
)

func parse(text string) *security.Authorization {
	found := &security.Authorization{}
	if err := prototext.Unmarshal([]byte(text), found); err != nil {
		panic(err)
	}
	return found
}

func from(namespace, account string, port uint16) Connection {
	c := Connection{Source: netip.MustParseAddr("10.1.0.5"), Destination: netip.AddrPortFrom(netip.MustParseAddr("10.1.0.9"), port)}
	if account != "" {
		c.Peer = identity.ID{TrustDomain: "cluster.local", Namespace: namespace, ServiceAccount: account}
	}
	return c
}

func TestDecide(t *testing.T) {
	agent, plain := from("team-a", "agent", 8080), from("", "", 8080)
	node := plain
	node.Source = netip.MustParseAddr("169.254.7.127")
	none := ErrNoneAllowed.Error()
	cases := []struct {
		name     string
		policies []*security.Authorization
		c        Connection
		refused  string
	}{
		{"no policy allows", nil, plain, ""},
		{"the caller on its port", list(agentOn8080), agent, ""},
		{"the caller on another port", list(agentOn8080), from("team-a", "agent", 8081), none},
		{"another account of the namespace", list(agentOn8080), from("team-a", "default", 8080), none},
		{"the same account name elsewhere", list(agentOn8080), from("team-b", "agent", 8080), none},
		{"no identity", list(agentOn8080), plain, none},
		{"one of two ALLOW policies is enough", list(agentOn8080, metrics), from("monitoring", "prometheus", 9091), ""},
		{"but not across their clauses", list(agentOn8080, metrics), from("monitoring", "prometheus", 8080), none},
		{"STRICT refuses plaintext", list(strict), plain, "explicitly denied by: istio-system/strict"},
		{"STRICT lets any identity in", list(strict), from("team-b", "other", 8080), ""},
		{"DENY wins over ALLOW", list(everything, strict), plain, "explicitly denied by: istio-system/strict"},
		{"a source address", list(denyNode), node, "explicitly denied by: egress/node"},
		{"another source address", list(denyNode), plain, ""},
		{"an ALLOW policy without rules allows nothing", list(nothing), agent, none},
		{"a rule without clauses allows everything", list(everything), plain, ""},
		{"a match that lost its attributes never matches", list(lostLayer7), agent, ""},
		{"an unwanted namespace", list(notTeamB), from("team-b", "other", 8080), none},
		{"an unwanted namespace does not stop the others", list(notTeamB), agent, ""},
		{"a principal by suffix", list(byPrincipal), agent, ""},
		{"a principal with its scheme never matches", list(withScheme), agent, none},
		{"a dry run decides nothing", list(dryRun), agent, ""},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			if got := reason(Decide(test.policies, test.c)); got != test.refused {
				t.Errorf("got %q, want %q", got, test.refused)
			}
		})
	}
}

func list(policies ...*security.Authorization) []*security.Authorization {
	return policies
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
