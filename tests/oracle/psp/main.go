// Judges pods by PodSecurityPolicy, and requests by RBAC, with the code of Kubernetes 1.24.
//
// The tests of the policy and RBAC engines call it: lines of a world and of questions in, one line of
// answer for each out. README.md beside this folder gives the protocol. It leaves out pod validation,
// authentication and every admission plug-in but ServiceAccount and PodSecurityPolicy.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"

	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/klog/v2"
)

const (
	maxLine   = 64 << 20
	batchSize = 4000 // most lines that one worker takes at once
)

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "psp: "+format+"\n", args...)
	os.Exit(1)
}

var escaper = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r", "\x00", "\\0")

// answer collects the fields of one line.
type answer struct {
	bytes.Buffer
	hasField bool
}

func (a *answer) start() { a.hasField = false }

func (a *answer) add(fields ...string) {
	for _, f := range fields {
		if a.hasField {
			a.WriteByte('\t')
		}
		a.hasField = true
		if strings.ContainsAny(f, "\\\t\n\r\x00") {
			f = escaper.Replace(f)
		}
		a.WriteString(f)
	}
}

func (a *answer) addInt(n int) { a.add(fmt.Sprint(n)) }

var unescaper = strings.NewReplacer("\\\\", "\\", "\\t", "\t", "\\n", "\n", "\\r", "\r", "\\0", "\x00")

func splitFields(line string) []string {
	fields := strings.Split(line, "\t")
	for i, f := range fields {
		if strings.IndexByte(f, '\\') >= 0 {
			fields[i] = unescaper.Replace(f)
		}
	}
	return fields
}

// A batch is a world's line and questions about it; done is closed when out is whole.
type batch struct {
	world   *worldSource
	isFirst bool
	lines   [][]byte
	out     answer
	done    chan struct{}
}

func (w *worker) run(b *batch) {
	defer close(b.done)
	world := b.world.get(w)
	if b.isFirst {
		b.out.Write(b.world.answer.Bytes())
		b.out.WriteByte('\n')
	}
	for _, line := range b.lines {
		b.out.start()
		w.answerLine(&b.out, world, line)
		b.out.WriteByte('\n')
	}
}

func (w *worker) answerLine(out *answer, world *world, line []byte) {
	letter, body, _ := bytes.Cut(line, []byte{'\t'})
	switch string(letter) {
	case "Q", "N":
		world.addDecision(out, string(letter), string(body))
	case "G", "g":
		world.addGrants(out, string(letter), string(body))
	case "A":
		world.addRules(out, string(body))
	case "C":
		w.addCase(out, world, body)
	default:
		die("a line that starts with %q", letter)
	}
}

func readLines(queue chan<- *batch, order chan<- *batch) {
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(make([]byte, 1<<20), maxLine)
	source := newWorldSource([]byte("{}"))
	var current *batch
	flush := func() {
		if current != nil {
			order <- current
			queue <- current
			current = nil
		}
	}
	for scanner.Scan() {
		line := append([]byte(nil), scanner.Bytes()...)
		if body, ok := bytes.CutPrefix(line, []byte("W\t")); ok {
			flush()
			source = newWorldSource(body)
			current = &batch{world: source, isFirst: true, done: make(chan struct{})}
			continue
		}
		if current == nil {
			current = &batch{world: source, done: make(chan struct{})}
		}
		current.lines = append(current.lines, line)
		if len(current.lines) >= batchSize {
			flush()
		}
	}
	flush()
	if err := scanner.Err(); err != nil {
		die("standard input: %v", err)
	}
	close(queue)
	close(order)
}

func main() {
	gates := flag.String("gates", "ProcMountType=true", "feature gates, as kube-apiserver takes them; empty: the release's own")
	workers := flag.Int("workers", runtime.GOMAXPROCS(0), "how many lines are worked on at once")
	benchmark := flag.Int("bench", 0, "decide on the creations of standard input this many times and print how long one takes")
	isSchema := flag.Bool("schema", false, "print the fields of PodSecurityPolicy and its parts, and nothing else")
	flag.Parse()
	if flag.NArg() > 0 {
		die("unexpected argument %q", flag.Arg(0))
	}
	if err := utilfeature.DefaultMutableFeatureGate.Set(*gates); err != nil {
		die("%v", err)
	}
	klog.LogToStderr(false)
	klog.SetOutput(discard{})

	if *isSchema {
		printSchema()
		return
	}
	if *benchmark > 0 {
		bench(*benchmark)
		return
	}
	queue := make(chan *batch, 4**workers)
	order := make(chan *batch, 4**workers)
	for range *workers {
		w := newWorker()
		go func() {
			for b := range queue {
				w.run(b)
			}
		}()
	}
	go readLines(queue, order)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for b := range order {
		<-b.done
		if _, err := out.Write(b.out.Bytes()); err != nil {
			die("standard output: %v", err)
		}
	}
	if err := out.Flush(); err != nil {
		die("standard output: %v", err)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
