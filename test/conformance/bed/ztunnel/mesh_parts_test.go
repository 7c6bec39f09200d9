package main

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

func nodeDial(t *testing.T, address string) net.Conn {
	connection, err := net.DialTimeout("tcp4", address, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return connection
}

func testLog(t *testing.T, w *world) {
	for _, text := range []string{
		`"src.workload":"agent","src.namespace":"team-a","src.identity":"spiffe://cluster.local/ns/team-a/sa/agent","dst.addr":"10.1.0.9:15008",` +
			`"dst.hbone_addr":"10.1.0.9:8080","dst.service":"host.docker.internal"`,
		`"error":"no healthy upstream: 240.240.0.1:80"`,
		`"error":"http status: 401 Unauthorized"`,
		`connection closed due to policy rejection: allow policies exist, but none allowed`,
		`attempted recursive call to ourselves`,
		`connect: connection refused`,
	} {
		eventually(t, text, func() bool { return w.log.has(text) })
	}
}

func testCertificate(t *testing.T, w *world) {
	raw, err := w.plain.dial("tcp4", "10.1.0.9:15008")
	if err != nil {
		t.Fatal(err)
	}
	client := tls.Client(raw, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	_, err = client.Write([]byte("PRI"))
	if err == nil {
		_, err = io.ReadAll(client)
	}
	if err == nil || !strings.Contains(err.Error(), "certificate required") {
		t.Errorf("got %v", err)
	}
}

func testNames(t *testing.T, w *world) {
	w.outside.resolve()
	for query, want := range map[string]string{
		"host.docker.internal.":                          "host.docker.internal. A 240.240.0.1",
		"host.docker.internal.team-a.svc.cluster.local.": "host.docker.internal.team-a.svc.cluster.local. CNAME host.docker.internal.; host.docker.internal. A 240.240.0.1",
		"api.example.com.":                               "api.example.com. A 10.1.0.2",
	} {
		for _, network := range []string{"udp4", "tcp4"} {
			// Whatever server the pod asks, ztunnel answers.
			if got := w.agent.lookup(network, "10.1.0.77:53", query); got != want {
				t.Errorf("%s %s: got %q, want %q", network, query, got, want)
			}
		}
	}
}

// testResolution calls a host whose endpoint is a name, which is resolved on the node.
func testResolution(t *testing.T, w *world) {
	listener, err := net.Listen("tcp4", "10.1.0.1:9999")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for connection, err := listener.Accept(); err == nil; connection, err = listener.Accept() {
			fmt.Fprintf(connection, "HTTP/1.1 200 OK\r\n\r\nresolved")
			connection.Close()
		}
	}()
	if got := w.agent.get("240.240.0.2:80"); got != "resolved" {
		t.Errorf("got %q", got)
	}
}

// resolve answers each query with the address of the pod that asked.
func (h host) resolve() {
	handler := dns.HandlerFunc(func(writer dns.ResponseWriter, query *dns.Msg) {
		caller, _, _ := net.SplitHostPort(writer.RemoteAddr().String())
		answer := new(dns.Msg).SetReply(query)
		record, _ := dns.NewRR(query.Question[0].Name + " 5 A " + caller)
		answer.Answer = []dns.RR{record}
		_ = writer.WriteMsg(answer)
	})
	h.do(func() {
		packets, err := net.ListenPacket("udp4", ":53")
		listener, err2 := net.Listen("tcp4", ":53")
		if err != nil || err2 != nil {
			h.t.Error(err, err2)
		}
		go func() { _ = dns.ActivateAndServe(nil, packets, handler) }()
		go func() { _ = dns.ActivateAndServe(listener, nil, handler) }()
	})
}

func (h host) lookup(network, server, name string) string {
	raw, err := h.dial(network, server)
	if err != nil {
		return err.Error()
	}
	defer raw.Close()
	client := dns.Client{Net: network, Timeout: 2 * time.Second}
	answer, _, err := client.ExchangeWithConn(new(dns.Msg).SetQuestion(name, dns.TypeA), &dns.Conn{Conn: raw})
	if err != nil {
		return err.Error()
	}
	var records []string
	for _, record := range answer.Answer {
		value := dns.Field(record, 1)
		records = append(records, fmt.Sprintf("%s %s %s", record.Header().Name, dns.TypeToString[record.Header().Rrtype], value))
	}
	return strings.Join(records, "; ")
}

// echo sends everything back.
func (h host) echo(port int) {
	h.do(func() {
		listener, err := net.Listen("tcp4", fmt.Sprintf(":%d", port))
		if err != nil {
			h.t.Error(err)
			return
		}
		go func() {
			for connection, err := listener.Accept(); err == nil; connection, err = listener.Accept() {
				go func() {
					defer connection.Close()
					_, _ = io.Copy(connection, connection)
				}()
			}
		}()
	})
}

// testStreams sends data through more tunnels at once than one connection can have, and ends each direction for itself.
func testStreams(t *testing.T, w *world) {
	data := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	var all sync.WaitGroup
	for range 300 {
		connection, err := w.agent.dial("tcp4", "10.1.0.9:9000")
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			defer connection.Close()
			time.Sleep(200 * time.Millisecond)
			go func() {
				_, _ = connection.Write(data[:1<<15])
				_ = connection.(*net.TCPConn).CloseWrite()
			}()
			if got, err := io.ReadAll(connection); err != nil || !bytes.Equal(got, data[:1<<15]) {
				t.Errorf("got %d bytes, %v", len(got), err)
			}
		})
	}
	all.Wait()
	connection, err := w.agent.dial("tcp4", "10.1.0.9:9000")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = connection.Write(data)
		_ = connection.(*net.TCPConn).CloseWrite()
	}()
	if got, err := io.ReadAll(connection); err != nil || !bytes.Equal(got, data) {
		t.Errorf("got %d bytes of %d, %v", len(got), len(data), err)
	}
}

// testRevocation changes the policy while a connection is open.
func testRevocation(t *testing.T, w *world) {
	open, err := w.agent.dial("tcp4", "10.1.0.9:8080")
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(open); got != "gateway saw 10.1.0.2" {
		t.Fatalf("before: %q", got)
	}
	w.istiod.policy(fmt.Sprintf(port8080, "somebody"))
	eventually(t, "the cut", func() bool { return w.log.has("no longer allowed after a policy update") })
	_ = open.SetReadDeadline(time.Now().Add(time.Second))
	if _, err := open.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the open connection: %v", err)
	}
	if got := w.agent.get("10.1.0.9:8080"); got != "refused" {
		t.Errorf("a new connection: %q", got)
	}
}
