package proxy

import (
	"context"
	"io"
	"net/http"
)

// flushed sends each piece of a response at once.
type flushed struct {
	http.ResponseWriter
}

func (f flushed) Write(data []byte) (int, error) {
	n, err := f.ResponseWriter.Write(data)
	if err != nil {
		return n, err
	}
	return n, http.NewResponseController(f.ResponseWriter).Flush()
}

// answer accepts a tunnel and copies both ways, until the application has said everything. What the caller sends afterwards is lost,
// because a handler ends a response only by returning.
func answer(ctx context.Context, writer http.ResponseWriter, request *http.Request, far stream, entry *Entry) error {
	defer far.Close()
	defer context.AfterFunc(ctx, func() { _ = far.Close() })()
	writer.WriteHeader(http.StatusOK)
	if err := http.NewResponseController(writer).Flush(); err != nil {
		return err
	}
	go func() {
		if _, err := io.Copy(counter{far, &entry.sent}, request.Body); err != nil {
			_ = far.Close()
			return
		}
		_ = far.CloseWrite()
	}()
	_, err := io.Copy(counter{flushed{writer}, &entry.received}, far)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
