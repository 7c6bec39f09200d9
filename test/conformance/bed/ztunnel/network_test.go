package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netns"
)

// sh runs a line of shell, or fails the test.
func sh(t *testing.T, format string, values ...any) {
	t.Helper()
	line := fmt.Sprintf(format, values...)
	if output, err := exec.Command("sh", "-ec", line).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", line, err, output)
	}
}

// buildNode makes this network namespace a node with a bridge for pods, 10.1.0.1/24.
func buildNode(t *testing.T) {
	sh(t, "mount -t tmpfs tmpfs /run; ip link set lo up; ip link add br0 type bridge; ip addr add 10.1.0.1/24 dev br0; ip link set br0 up")
	sh(t, "sysctl -qw net.ipv4.ip_forward=1")
}

// host is a network namespace with an address on the bridge.
type host struct {
	t        *testing.T
	name, ip string
}

func newHost(t *testing.T, name, ip string) host {
	sh(t, `ip netns add %[1]s; ip link add %[1]s type veth peer name eth0 netns %[1]s; ip link set %[1]s master br0 up
		ip -n %[1]s link set lo up; ip -n %[1]s link set eth0 up; ip -n %[1]s addr add %[2]s/24 dev eth0; ip -n %[1]s route add default via 10.1.0.1`, name, ip)
	return host{t, name, ip}
}

func (h host) path() string {
	return "/run/netns/" + h.name
}

// do runs work in the namespace, on a thread that is not used again.
func (h host) do(work func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		handle, err := netns.GetFromPath(h.path())
		if err == nil {
			err = netns.Set(handle)
		}
		if err != nil {
			h.t.Error(err)
			return
		}
		work()
	}()
	<-done
}

// serve answers HTTP requests with the address of the caller.
func (h host) serve(port int) {
	h.do(func() {
		listener, err := net.Listen("tcp4", fmt.Sprintf(":%d", port))
		if err != nil {
			h.t.Error(err)
			return
		}
		answer := func(writer http.ResponseWriter, request *http.Request) {
			caller, _, _ := net.SplitHostPort(request.RemoteAddr)
			fmt.Fprintf(writer, "%s saw %s", h.name, caller)
		}
		go func() { _ = http.Serve(listener, http.HandlerFunc(answer)) }()
	})
}

// dial connects as a program in the namespace does.
func (h host) dial(network, address string) (connection net.Conn, err error) {
	h.do(func() { connection, err = net.DialTimeout(network, address, time.Second) })
	return connection, err
}

// get is the answer to an HTTP request, "refused" if the connection is closed without one, or "no connection".
func (h host) get(address string) string {
	connection, err := h.dial("tcp4", address)
	if err != nil {
		return "no connection"
	}
	defer connection.Close()
	return ask(connection)
}

func ask(connection net.Conn) string {
	_ = connection.SetDeadline(time.Now().Add(3 * time.Second))
	fmt.Fprintf(connection, "GET / HTTP/1.1\r\nHost: test\r\n\r\n")
	buffer := make([]byte, 1024)
	n, err := connection.Read(buffer)
	if n == 0 || err != nil && err != io.EOF {
		return "refused"
	}
	_, body, _ := strings.Cut(string(buffer[:n]), "\r\n\r\n")
	return body
}
