/** What `keyturn init` writes: everything that can be said, as comments; the defaults hold until one is taken away. */
export const initTemplate = `# yaml-language-server: $schema=https://raw.githubusercontent.com/keyturn/keyturn/main/docs/schema/config-1.json
# Keyturn's configuration of this repository: docs/configuration.md. Nothing here can turn verification on, or change
# where a key is sent: that is said in your own configuration or on the command line.
version: 1

# Paths that are scanned (all, where nothing is said), and paths that are not. What is left out is told in every report.
# include:
#   - src/**
# exclude:
#   - "**/vendor/**"
#   - "*.min.js"

# Floors: what lies below is not reported.
# minSeverity: low        # info, low, medium, high, critical
# minConfidence: medium   # low, medium, high

# Keys that are dealt with. A reason is required; past its date a suppression no longer counts, and a key that verifies
# active is reported whatever stands here.
# suppress:
#   - fingerprint: kt1:0123456789abcdef0123456789abcdef01234567
#     reason: revoked on 1 March, kept for the record
#     owner: payments
#     expires: 2027-01-31
#   - path: test/fixtures/**
#     reason: made for tests, never live

# Keys that were there before: \`keyturn baseline\` writes the file.
# baseline: .keyturn-baseline

# Other tools' comments that allow a key here too. Ours: keyturn:allow reason="…" [expires=YYYY-MM-DD] [owner=…]
# comments: [gitleaks, detect-secrets, secretlint, trufflehog, kingfisher]

# Rules of your own. They find, and verify nothing. Patterns are in RE2's syntax: no look-around, no back-references.
# rules:
#   - id: acme-token
#     description: Acme's deploy token
#     keywords: [acme_]
#     pattern: \\b(acme_[a-z0-9]{32})\\b
#     group: 1
#     entropy: 3

# Rules from a TOML of gitleaks or betterleaks.
# importRules: [.gitleaks.toml]
`;
