// The pods that the upstream module tests itself with, read from the downloaded module.
package main

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"

	"sigs.k8s.io/yaml"
)

const policyModule = "k8s.io/pod-security-admission"

func policyModuleDir() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		die("this program carries no build information")
	}
	version := ""
	for _, m := range info.Deps {
		if m.Path == policyModule {
			version = m.Version
			if m.Replace != nil {
				version = m.Replace.Version
			}
		}
	}
	text, err := exec.Command("go", "mod", "download", "-json", policyModule+"@"+version).Output()
	if err != nil {
		die("go mod download %s@%s: %v", policyModule, version, err)
	}
	var where struct{ Dir string }
	if err := json.Unmarshal(text, &where); err != nil || where.Dir == "" {
		die("go mod download %s@%s names no folder", policyModule, version)
	}
	return where.Dir
}

func printFixtures(out *bufio.Writer) {
	root := filepath.Join(policyModuleDir(), "test", "testdata")
	n := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		parts := strings.Split(rel, "/")
		if len(parts) != 4 {
			die("fixture %q is not level/version/verdict/file", rel)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		pod, err := yaml.YAMLToJSON(text)
		if err != nil {
			die("fixture %q: %v", rel, err)
		}
		out.WriteString(strings.Join([]string{rel, parts[0], parts[1], parts[2], string(pod)}, "\t"))
		out.WriteByte('\n')
		n++
		return nil
	})
	if err != nil {
		die("%v", err)
	}
	if n == 0 {
		die("no fixture under %s", root)
	}
}
