package proxy

import (
	"encoding/json"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Entry is the line of a connection in the log. The names are those of ztunnel's access log.
type Entry struct {
	Time           time.Time `json:"time"`
	Direction      string    `json:"direction"`
	Source         string    `json:"src.addr"`
	SourceWorkload string    `json:"src.workload,omitempty"`
	SourceSpace    string    `json:"src.namespace,omitempty"`
	SourceIdentity string    `json:"src.identity,omitempty"`
	Target         string    `json:"dst.addr"`
	HboneTarget    string    `json:"dst.hbone_addr,omitempty"`
	Service        string    `json:"dst.service,omitempty"`
	TargetWorkload string    `json:"dst.workload,omitempty"`
	TargetSpace    string    `json:"dst.namespace,omitempty"`
	TargetIdentity string    `json:"dst.identity,omitempty"`
	BytesSent      int64     `json:"bytes_sent"`
	BytesReceived  int64     `json:"bytes_recv"`
	Duration       string    `json:"duration"`
	Error          string    `json:"error,omitempty"`

	sent, received atomic.Int64
}

// Log writes one JSON line for each connection.
type Log struct {
	mu     sync.Mutex
	target io.Writer
}

// NewLog writes to a target.
func NewLog(target io.Writer) *Log {
	return &Log{target: target}
}

// close completes the entry of a connection that has ended.
func (l *Log) close(entry *Entry, err error) {
	entry.BytesSent, entry.BytesReceived = entry.sent.Load(), entry.received.Load()
	entry.Duration = time.Since(entry.Time).Round(time.Millisecond).String()
	if err != nil {
		entry.Error = err.Error()
	}
	line, _ := json.Marshal(entry)
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = l.target.Write(append(line, '\n'))
}
