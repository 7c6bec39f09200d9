package dns

import (
	"context"
	"log"
	"net"
	"net/netip"
	"strings"
	"time"

	"cdk8s-egress.test/bed/ztunnel/index"
	"github.com/miekg/dns"
	"istio.io/istio/pkg/workloadapi"
)

const (
	timeToLive     = 30
	forwardTimeout = 5 * time.Second
)

// Server answers for the pods of a namespace.
type Server struct {
	Index     *index.Index
	Namespace string
	// Resolver gets everything that the mesh does not know.
	Resolver string
	// Dial opens a connection from the pod.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Serve answers until the sockets are closed.
func (s *Server) Serve(tcp net.Listener, udp net.PacketConn) {
	for _, server := range []*dns.Server{
		{Listener: tcp, Handler: s.over("tcp4")},
		{PacketConn: udp, Handler: s.over("udp4")},
	} {
		go func() { _ = server.ActivateAndServe() }()
	}
}

func (s *Server) over(network string) dns.HandlerFunc {
	return func(writer dns.ResponseWriter, query *dns.Msg) {
		answer := s.own(query)
		if answer == nil {
			answer = s.forward(query, network)
		}
		_ = writer.WriteMsg(answer)
	}
}

// own is the answer for a host of the mesh, or nil. Only its virtual IPv4 addresses are told.
func (s *Server) own(query *dns.Msg) *dns.Msg {
	if len(query.Question) != 1 {
		return nil
	}
	question := query.Question[0]
	if question.Qtype != dns.TypeA && question.Qtype != dns.TypeAAAA {
		return nil
	}
	service, alias := s.find(strings.ToLower(strings.TrimSuffix(question.Name, ".")))
	if service == nil {
		return nil
	}
	answer := new(dns.Msg).SetReply(query)
	answer.Authoritative, answer.RecursionAvailable = true, true
	if question.Qtype == dns.TypeA {
		answer.Answer = records(question.Name, alias, service)
	}
	return answer
}

// find looks for a host, and for the wildcards that cover it. The alias is empty for a wildcard, whose own name would say nothing.
func (s *Server) find(query string) (service *workloadapi.Service, alias string) {
	for _, spelling := range spellings(query, s.Namespace) {
		for i, pattern := range patterns(spelling.host) {
			service := s.Index.ServiceNamed(pattern, s.Namespace)
			if service != nil && i == 0 {
				return service, spelling.alias
			}
			if service != nil {
				return service, ""
			}
		}
	}
	return nil, ""
}

func records(name, alias string, service *workloadapi.Service) []dns.RR {
	var found []dns.RR
	if alias != "" {
		canonical := dns.Fqdn(alias)
		found = append(found, &dns.CNAME{Hdr: header(name, dns.TypeCNAME), Target: canonical})
		name = canonical
	}
	for _, one := range service.GetAddresses() {
		if address, ok := netip.AddrFromSlice(one.GetAddress()); ok && address.Is4() {
			found = append(found, &dns.A{Hdr: header(name, dns.TypeA), A: address.AsSlice()})
		}
	}
	return found
}

func header(name string, kind uint16) dns.RR_Header {
	return dns.RR_Header{Name: name, Rrtype: kind, Class: dns.ClassINET, Ttl: timeToLive}
}

// forward asks the resolver from the pod, so that the pod's NetworkPolicies apply.
func (s *Server) forward(query *dns.Msg, network string) *dns.Msg {
	ctx, cancel := context.WithTimeout(context.Background(), forwardTimeout)
	defer cancel()
	answer, err := s.exchange(ctx, query, network)
	if err != nil {
		log.Printf("dns: %s: %v", s.Namespace, err)
		return new(dns.Msg).SetRcode(query, dns.RcodeServerFailure)
	}
	return answer
}

func (s *Server) exchange(ctx context.Context, query *dns.Msg, network string) (*dns.Msg, error) {
	connection, err := s.Dial(ctx, network, s.Resolver)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	client := dns.Client{Net: network, Timeout: forwardTimeout}
	answer, _, err := client.ExchangeWithConnContext(ctx, query, &dns.Conn{Conn: connection})
	return answer, err
}
