// Package filefs opens folders of the local disk for file:// URLs.
package filefs

import (
	"io/fs"
	"net/url"
	"os"

	"github.com/hairyhenderson/go-fsimpl"
)

// FS is the provider for file:// URLs.
var FS = fsimpl.FSProviderFunc(func(u *url.URL) (fs.FS, error) { return os.DirFS(u.Path), nil }, "file")
