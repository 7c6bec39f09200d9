package proxy

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
)

// stream is one side of a connection. Each direction can end for itself.
type stream interface {
	io.ReadWriteCloser
	CloseWrite() error
}

// relay copies both ways until both have ended, one has failed, or the context ends.
func relay(ctx context.Context, near, far stream, entry *Entry) error {
	closeBoth := func() { _, _ = near.Close(), far.Close() }
	defer context.AfterFunc(ctx, closeBoth)()
	results := make(chan error, 2)
	go func() { results <- pass(far, near, &entry.sent) }()
	go func() { results <- pass(near, far, &entry.received) }()
	var failed error
	for range 2 {
		if err := <-results; err != nil && failed == nil {
			failed = err
			closeBoth()
		}
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return failed
}

// pass copies one way to its end.
func pass(target, source stream, count *atomic.Int64) error {
	_, err := io.Copy(counter{target, count}, source)
	return errors.Join(err, target.CloseWrite())
}

type counter struct {
	io.Writer
	count *atomic.Int64
}

func (c counter) Write(data []byte) (int, error) {
	n, err := c.Writer.Write(data)
	c.count.Add(int64(n))
	return n, err
}

// tcp is the stream of a connection that Dial made.
func tcp(connection net.Conn) stream {
	return connection.(*net.TCPConn)
}
