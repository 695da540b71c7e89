// The registry as a list, and how well a set of pods exercises it.
package main

import (
	"bufio"
	"fmt"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func sortedChecks() []policy.Check {
	checks := policy.DefaultChecks()
	sort.Slice(checks, func(i, j int) bool {
		if checks[i].Level != checks[j].Level {
			return checks[i].Level == api.LevelBaseline
		}
		return checks[i].ID < checks[j].ID
	})
	return checks
}

func printChecks(out *bufio.Writer) {
	for _, c := range sortedChecks() {
		for _, r := range c.Versions {
			var over []string
			for _, id := range r.OverrideCheckIDs {
				over = append(over, string(id))
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", c.ID, c.Level, r.MinimumVersion.String(), strings.Join(over, ","))
		}
	}
}

type tally struct{ pass, fail int }

type revision struct {
	all         tally
	byMinor     [100]tally
	first, last int // minors; the last revision of a check ends at the newest minor
}

type coverage struct {
	checks    []policy.Check
	revisions [][]revision
	newest    int
}

func newCoverage() *coverage {
	c := &coverage{checks: sortedChecks()}
	for _, check := range c.checks {
		for _, r := range check.Versions {
			c.newest = max(c.newest, r.MinimumVersion.Minor())
		}
	}
	for _, check := range c.checks {
		revs := make([]revision, len(check.Versions))
		for i, r := range check.Versions {
			revs[i].first = r.MinimumVersion.Minor()
			revs[i].last = c.newest
			if i > 0 {
				revs[i-1].last = revs[i].first - 1
			}
		}
		c.revisions = append(c.revisions, revs)
	}
	return c
}

func (c *coverage) count(versions []api.Version, pod *corev1.Pod) {
	for _, v := range versions {
		minor := c.newest
		if !v.Latest() && v.Minor() < minor {
			minor = v.Minor()
		}
		for i, check := range c.checks {
			for j := len(check.Versions) - 1; j >= 0; j-- {
				r := &c.revisions[i][j]
				if r.first > minor {
					continue
				}
				if check.Versions[j].CheckPod(&pod.ObjectMeta, &pod.Spec).Allowed {
					r.all.pass++
					r.byMinor[minor].pass++
				} else {
					r.all.fail++
					r.byMinor[minor].fail++
				}
				break
			}
		}
	}
}

func (c *coverage) print(out *bufio.Writer) bool {
	complete := true
	fmt.Fprintf(out, "check\trevision\tpass\tfail\tpass@first\tfail@first\tlast\tpass@last\tfail@last\n")
	for i, check := range c.checks {
		for j := range check.Versions {
			r := &c.revisions[i][j]
			f, l := r.byMinor[r.first], r.byMinor[r.last]
			fmt.Fprintf(out, "%s\tv1.%d\t%d\t%d\t%d\t%d\tv1.%d\t%d\t%d\n", check.ID, r.first,
				r.all.pass, r.all.fail, f.pass, f.fail, r.last, l.pass, l.fail)
			if f.pass == 0 || f.fail == 0 || l.pass == 0 || l.fail == 0 {
				complete = false
			}
		}
	}
	return complete
}
