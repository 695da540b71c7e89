package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// The limits of code scanning, from its page "SARIF support for code scanning" (2026).
const (
	maxDescription = 1024
	maxRules       = 25000
	maxTags        = 10
	maxLocations   = 100
)

type text struct{ Text, Markdown string }

type location struct {
	PhysicalLocation struct {
		ArtifactLocation struct{ URI string }
		Region           struct{ StartLine, StartColumn int }
	}
}

type log struct {
	Schema string `json:"$schema"`
	Runs   []struct {
		Tool struct {
			Driver struct {
				Name, Version, SemanticVersion, InformationURI string
				Rules                                          []struct {
					ID, HelpURI                             string
					ShortDescription, FullDescription, Help text
					Properties                              struct{ Tags []string }
				}
			}
		}
		Results []struct {
			RuleID              string
			RuleIndex           *int
			Message             text
			Locations           []location
			PartialFingerprints map[string]string
		}
	}
}

func isDescription(t text) bool {
	return t.Text != "" && utf8.RuneCountInString(t.Text) <= maxDescription
}

// isURI is stricter than Go's parser, which takes blanks: RFC 3986 has no such bytes.
func isURI(s string) bool {
	uri, err := url.Parse(s)
	if err != nil || s == "" || uri.IsAbs() && uri.Scheme != "file" {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r) }) < 0
}

// codeScanning says what code scanning would miss, or show less of. The number of results is the input's matter.
func codeScanning(file []byte) error {
	var l log
	if err := json.Unmarshal(file, &l); err != nil {
		return err
	}
	if l.Schema == "" || len(l.Runs) != 1 {
		return fmt.Errorf("code scanning: $schema or the one run is missing")
	}
	driver := l.Runs[0].Tool.Driver
	if driver.Name == "" || driver.SemanticVersion == "" || len(driver.Rules) == 0 || len(driver.Rules) > maxRules {
		return fmt.Errorf("code scanning: the driver has no name, semanticVersion or rules")
	}
	for _, r := range driver.Rules {
		if !isDescription(r.ShortDescription) || !isDescription(r.FullDescription) {
			return fmt.Errorf("code scanning: rule %s: a description is missing or longer than %d", r.ID, maxDescription)
		}
		if r.Help.Text == "" || r.Help.Markdown == "" || !strings.HasPrefix(r.HelpURI, "https://") {
			return fmt.Errorf("code scanning: rule %s: no help", r.ID)
		}
		if len(r.Properties.Tags) > maxTags {
			return fmt.Errorf("code scanning: rule %s: more than %d tags", r.ID, maxTags)
		}
	}
	for i, r := range l.Runs[0].Results {
		if r.RuleIndex == nil || *r.RuleIndex >= len(driver.Rules) || driver.Rules[*r.RuleIndex].ID != r.RuleID {
			return fmt.Errorf("code scanning: result %d: its rule is not the one at ruleIndex", i)
		}
		if r.Message.Text == "" || len(r.Locations) == 0 || len(r.Locations) > maxLocations {
			return fmt.Errorf("code scanning: result %d: no message, or no or too many locations", i)
		}
		for _, at := range r.Locations {
			if !isURI(at.PhysicalLocation.ArtifactLocation.URI) {
				return fmt.Errorf("code scanning: result %d: a location without a proper URI", i)
			}
			if at.PhysicalLocation.Region.StartLine < 1 || at.PhysicalLocation.Region.StartColumn < 1 {
				return fmt.Errorf("code scanning: result %d: a location without line and column", i)
			}
		}
		if len(r.PartialFingerprints["bulkhead/v2"]) != 16 {
			return fmt.Errorf("code scanning: result %d: no fingerprint", i)
		}
	}
	return nil
}
