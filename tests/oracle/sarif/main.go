// Validates SARIF files by the schema of SARIF 2.1.0, and by what GitHub's code scanning asks for beyond it.
//
//	sarif FILE...
//
// Prints a line for each file, "ok FILE" or "not ok FILE: why", and exits 1 when one is not valid. The schema is the
// one that the go-sarif module carries (OASIS, errata 01); it is read from the downloaded module at run time, which
// needs `go`. Files are validated as they are, not through the module's types, which would drop unknown members.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaModule = "github.com/owenrumney/go-sarif/v3"

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "sarif: "+format+"\n", args...)
	os.Exit(1)
}

func moduleDir() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		die("this program carries no build information")
	}
	version := ""
	for _, m := range info.Deps {
		if m.Path == schemaModule {
			version = m.Version
		}
	}
	text, err := exec.Command("go", "mod", "download", "-json", schemaModule+"@"+version).Output()
	if err != nil {
		die("go mod download %s@%s: %v", schemaModule, version, err)
	}
	var where struct{ Dir string }
	if err := json.Unmarshal(text, &where); err != nil || where.Dir == "" {
		die("go mod download %s@%s names no folder", schemaModule, version)
	}
	return where.Dir
}

// The module holds the schema as the text of a constant.
func schemaText() string {
	path := filepath.Join(moduleDir(), "pkg", "report", "v210", "sarif", "schema.go")
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		die("%v", err)
	}
	text := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			part, err := strconv.Unquote(lit.Value)
			if err != nil {
				die("%s: %v", path, err)
			}
			text += part
		}
		return true
	})
	return text
}

func compile() *jsonschema.Schema {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(schemaText()))
	if err != nil {
		die("the schema: %v", err)
	}
	id, _ := doc.(map[string]any)["id"].(string)
	if !strings.HasSuffix(id, "sarif-schema-2.1.0.json") {
		die("the module's schema is of '%s', not of SARIF 2.1.0", id)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(id, doc); err != nil {
		die("the schema: %v", err)
	}
	schema, err := c.Compile(id)
	if err != nil {
		die("the schema: %v", err)
	}
	return schema
}

func main() {
	schema := compile()
	status := 0
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		if err != nil {
			die("%v", err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err == nil {
			err = schema.Validate(doc)
		}
		if err == nil {
			err = codeScanning(text)
		}
		if err != nil {
			status = 1
			fmt.Printf("not ok %s: %s\n", path, strings.ReplaceAll(err.Error(), "\n", "; "))
		} else {
			fmt.Printf("ok %s\n", path)
		}
	}
	os.Exit(status)
}
