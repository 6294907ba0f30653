//! The one HTTP client: retries, limits, conditional requests, redaction.
