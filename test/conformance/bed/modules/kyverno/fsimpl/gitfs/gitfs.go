// Package gitfs refuses git URLs: the test bed delivers policies as files.
package gitfs

import (
	"errors"
	"io/fs"
	"net/url"

	"github.com/hairyhenderson/go-fsimpl"
)

// FS is the provider for git URLs.
var FS = fsimpl.FSProviderFunc(func(*url.URL) (fs.FS, error) { return nil, errors.New("git sources are not built in") }, "git", "git+file", "git+http", "git+https", "git+ssh")
