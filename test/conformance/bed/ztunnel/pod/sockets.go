package pod

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// mark of ztunnel's own sockets. The redirection rules exempt them.
const mark = 0x539

const connectTimeout = 10 * time.Second

// options of a socket that connects: the mark, any address as its own, and a port that is only taken for one destination.
var options = []struct{ level, name, value int }{
	{unix.SOL_SOCKET, unix.SO_MARK, mark},
	{unix.SOL_IP, unix.IP_TRANSPARENT, 1},
	{unix.SOL_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1},
}

func setOptions(_, _ string, raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		for _, option := range options {
			failed = errors.Join(failed, unix.SetsockoptInt(int(fd), option.level, option.name, option.value))
		}
	})
	return errors.Join(failed, err)
}

// Listen accepts TCP connections in the namespace.
func (n *Netns) Listen(address string) (listener net.Listener, err error) {
	config := net.ListenConfig{}
	config.SetMultipathTCP(false)
	err = n.do(func() error {
		listener, err = config.Listen(context.Background(), "tcp4", address)
		return err
	})
	return listener, err
}

// ListenPacket receives UDP in the namespace.
func (n *Netns) ListenPacket(address string) (connection net.PacketConn, err error) {
	config := net.ListenConfig{}
	err = n.do(func() error {
		connection, err = config.ListenPacket(context.Background(), "udp4", address)
		return err
	})
	return connection, err
}

// Dial connects from the namespace, with the source address given. It need not be the pod's.
func (n *Netns) Dial(ctx context.Context, source netip.Addr, destination netip.AddrPort) (net.Conn, error) {
	from := net.TCPAddrFromAddrPort(netip.AddrPortFrom(source, 0))
	return n.dial(ctx, net.Dialer{LocalAddr: from}, "tcp4", destination.String())
}

// DialAny connects from the namespace by "tcp4" or "udp4", with the address of the pod.
func (n *Netns) DialAny(ctx context.Context, network, destination string) (net.Conn, error) {
	return n.dial(ctx, net.Dialer{}, network, destination)
}

func (n *Netns) dial(ctx context.Context, dialer net.Dialer, network, address string) (connection net.Conn, err error) {
	dialer.Control, dialer.Timeout = setOptions, connectTimeout
	dialer.SetMultipathTCP(false)
	err = n.do(func() error {
		connection, err = dialer.DialContext(ctx, network, address)
		return err
	})
	return connection, err
}

// OriginalDestination is where a redirected connection was going. A connection that was not redirected was going where it arrived.
func OriginalDestination(connection *net.TCPConn) (netip.AddrPort, error) {
	raw, err := connection.SyscallConn()
	if err != nil {
		return netip.AddrPort{}, err
	}
	found := connection.LocalAddr().(*net.TCPAddr).AddrPort()
	err = raw.Control(func(fd uintptr) {
		// The kernel answers with a sockaddr_in, which fits into this structure.
		if value, failed := unix.GetsockoptIPv6Mreq(int(fd), unix.SOL_IP, unix.SO_ORIGINAL_DST); failed == nil {
			port := binary.BigEndian.Uint16(value.Multiaddr[2:4])
			found = netip.AddrPortFrom(netip.AddrFrom4([4]byte(value.Multiaddr[4:8])), port)
		}
	})
	return netip.AddrPortFrom(found.Addr().Unmap(), found.Port()), err
}
