"""Files of cases: photos, scans, recordings and papers that people bring."""
